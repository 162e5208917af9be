"""The commands of the desk. Each gives its exit status, and raises what ends it with one sentence."""

import argparse
from datetime import datetime
from pathlib import Path

from rich.console import Console

from crawler.desk.add import add, preview_of
from crawler.desk.golden import REPLACE_PEOPLE, BadCase, Meta, case_folder, of_platform, write_case
from crawler.desk.health import proposals, states
from crawler.desk.look import Fetched, look_at, looking
from crawler.desk.show import safe, show_look
from crawler.desk.table import show_proposals, show_states
from crawler.entries import Source
from crawler.night import what_is_missing
from crawler.sources import BadSources, read_sources
from crawler.spiders import SPIDERS
from crawler.walk import utc_now
from records.layout import Layout

FAILED = 1


def run_list(asked: argparse.Namespace, console: Console) -> int:
    sources, layout = read_sources(asked.sources), Layout(asked.data)
    show_states(console, states(sources, layout, utc_now()))
    show_proposals(console, proposals(sources, layout))
    return 0


def run_test(asked: argparse.Namespace, console: Console) -> int:
    sources = read_sources(asked.sources)
    (source,) = sources.chosen([asked.name])
    folders = {kind: asked.save and case_folder(asked.pages, source.platform, f"{asked.save}-{kind}")
               for kind in ("list", "post")}  # fmt: skip
    if lack := what_is_missing(source):
        raise BadSources(f"{source.name} cannot be read: {lack}")
    if source.platform not in SPIDERS:
        raise BadSources(f"{source.name} is a {source.platform} source, which has no pages to look at.")
    if asked.native_id and not asked.page:
        raise BadSources("--native-id says which post a --page is; name both.")
    walk = looking(source.platform, asked.page or "", asked.native_id)
    looked = look_at(sources.contact, source, walk, asked.cache)
    show_look(console, source, looked)
    for page in looked.pages if asked.save else ():
        save(console, folders[page.kind], source, page)
    if asked.save and looked.pages:
        console.print(REPLACE_PEOPLE, soft_wrap=True)
    return 0 if looked.sightings or looked.listed else FAILED


def save(console: Console, folder: Path, source: Source, page: Fetched) -> None:
    meta = Meta(
        kind=page.kind, url=page.url, content_type=page.content_type, native_id=page.native_id,
        source=of_platform(source),
    )  # fmt: skip
    write_case(folder, meta, page.body)
    console.print(f"{folder} holds the page, where it came from, and what was read in it.", soft_wrap=True)


def run_golden(asked: argparse.Namespace, console: Console) -> int:
    if asked.kind == "post" and not asked.native_id:
        raise BadCase("A post needs its --native-id, as the spider's lists name it.")
    folder = case_folder(asked.pages, asked.platform, asked.case or asked.file.stem)
    try:
        body = asked.file.read_bytes()
    except OSError as error:
        raise BadCase(f"{asked.file} cannot be read: {error.strerror}.") from None
    content_type = asked.content_type or f"text/{'xml' if asked.file.suffix == '.xml' else 'html'}"
    meta = Meta(
        kind=asked.kind, url=asked.url, content_type=content_type, native_id=asked.native_id,
        source={"post": asked.post} if asked.post else {},
    )  # fmt: skip
    expected = write_case(folder, meta, body)
    console.print_json(data=expected, ensure_ascii=False)
    console.print(f"{folder} is there now. {REPLACE_PEOPLE}", soft_wrap=True)
    return 0


def run_add(asked: argparse.Namespace, console: Console) -> int:
    today = f"{datetime.now().astimezone():%Y-%m-%d}"
    told = add(
        asked.sources, preview_of(asked.url), asked.name, today, local=asked.local, enabled=asked.enable
    )
    console.print(safe(told.text), soft_wrap=True)
    return 0 if told.added else FAILED
