"""A new site: its platform told from one page, its entry written to the sources file."""

from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from crawler.desk.detect import LOOKED_FOR, TELEGRAM_HOSTS, detect, telegram_preview
from crawler.desk.draft import add_entry, draft, entry_text, name_for
from crawler.desk.look import Fetch, look_at
from crawler.entries import ENTRY, Source
from crawler.page import Page
from crawler.sources import BadSources, read_sources
from crawler.spiders import SPIDERS
from crawler.walk import Walk, utc_now


class Told(NamedTuple):
    """What is said to the person, and whether the file has a new entry."""

    text: str
    added: bool


def preview_of(url: str) -> str:
    """The address to read: of a Telegram channel its public preview. Raises BadSources where it has none."""
    if (urlsplit(url).hostname or "").removeprefix("www.") not in TELEGRAM_HOSTS:
        return url
    preview = telegram_preview(url)
    if preview is None:
        raise BadSources(f"{url} names no public channel; only those have a preview that can be read.")
    return preview


def add(path: Path, url: str, name: str | None, today: str, *, local: bool, enabled: bool) -> Told:
    """Fetches the page, under robots.txt and the gate as at night. Raises BadSources for a faulty file."""
    sources = read_sources(path)
    if there := [source.name for source in sources.sources if url in source.start]:
        return Told(f"{url} is in {path} already, as {there[0]}.", added=False)
    stranger = ENTRY.validate_python({"name": "new", "platform": "kboard", "start": [url], "local": local})
    looked = look_at(sources.contact, stranger, Fetch)
    if not looked.pages:
        return Told((looked.error or f"{url} gave no page.").removeprefix("new: the list page "), added=False)
    fetched = looked.pages[0]
    page = Page.of(fetched.url, fetched.body, fetched.content_type)
    detected = detect(page)
    if detected is None:
        return Told(f"{url} is nothing that a spider reads: looked for {LOOKED_FOR}.", added=False)
    name = name or name_for(url, (source.name for source in sources.sources))
    entry = {"name": name, **draft(url, detected, local=local, enabled=enabled, today=today)}
    source = add_entry(path, entry)
    return Told(f"{found_on(source, page)}\n{path} has a new entry:\n\n{entry_text(entry, 2)}", added=True)


def found_on(source: Source, page: Page) -> str:
    """What the first page gives, so that a front page or a single post is noticed."""
    walk: Walk = SPIDERS[source.platform](source, None, utc_now)  # type: ignore[arg-type]
    listing = walk.read_list(page)
    posts = len(listing.posts) + len(listing.sightings)
    further = f" and leads to {len(listing.more):,} further pages" if listing.more else ""
    hint = "" if posts or listing.more else "; name a list of posts as its start before you switch it on"
    return (
        f"{source.name} is a {source.platform} source; its first page shows {posts:,} posts{further}{hint}."
    )
