"""What a look at a source gave, on a terminal. All of it came from the web, so none of it is markup."""

from collections import Counter

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from crawler.desk.look import Looked
from crawler.entries import FilledField, Source
from crawler.logs import printable
from crawler.results import Gone, Reject, Sighting
from crawler.runs import FIELDS, filled_fields
from records import JobAd
from records.layout import SEOUL

MOST_RECORDS = 3
"""Shown in full; the others count in the table of fields."""


def safe(text: str) -> Text:
    """Text of a page, its line breaks kept and its other control characters spelt out."""
    return Text("\n".join(printable(line) for line in text.split("\n")))


def show_look(console: Console, source: Source, looked: Looked) -> None:
    console.print(Text(summary(source, looked)), soft_wrap=True)
    if looked.error:
        console.print(safe(looked.error), style="yellow", soft_wrap=True)
    for sighting in looked.sightings[:MOST_RECORDS]:
        show_sighting(console, sighting)
    ads = [sighting.result for sighting in looked.sightings if isinstance(sighting.result, JobAd)]
    if ads:
        console.print(Text(fields_line(ads)))


def summary(source: Source, looked: Looked) -> str:
    lists = sum(page.kind == "list" for page in looked.pages)
    return (
        f"{source.name} ({source.platform}): {len(looked.listed):,} posts on {lists} list page"
        f"{'' if lists == 1 else 's'}, {len(looked.sightings):,} read; nothing was kept."
    )


def show_sighting(console: Console, sighting: Sighting) -> None:
    match sighting.result:
        case JobAd() as ad:
            console.print(record_table(ad))
        case Reject(reason=reason, detail=detail):
            told = f": {detail}" if detail else ""
            console.print(safe(f"{sighting.post.url} would be rejected ({reason}{told})."), soft_wrap=True)
        case Gone(how=how):
            console.print(safe(f"{sighting.post.url} would be dated as {how}."), soft_wrap=True)


def record_table(ad: JobAd) -> Table:
    """One record, a row a field; an empty field is a dash."""
    table = Table(box=box.SIMPLE_HEAD, show_header=False, padding=(0, 1, 0, 0))
    table.add_column(style="dim", no_wrap=True)
    table.add_column(overflow="fold")
    table.add_row("ad_id", safe(ad.ad_id))
    table.add_row("url", safe(ad.url))
    for name in FIELDS:
        table.add_row(name, safe(field_text(ad, name)))
    return table


def field_text(ad: JobAd, name: FilledField) -> str:
    match name:
        case "posted_at":
            moment = ad.posted_at
            return f"{moment.astimezone(SEOUL):%Y-%m-%d %H:%M} Seoul" if moment else "-"
        case "links":
            return "\n".join(ad.links) or "-"
        case "images":
            return "\n".join(image.url for image in ad.images) or "-"
    return str(getattr(ad, name) or "-")


def fields_line(ads: list[JobAd]) -> str:
    """`Filled: title, body (of 20 ads: pay 3); empty: employer`."""
    counts = Counter(name for ad in ads for name in filled_fields(ad))
    everywhere: list[str] = [name for name in FIELDS if counts[name] == len(ads)]
    somewhere = [f"{name} in {counts[name]:,}" for name in FIELDS if 0 < counts[name] < len(ads)]
    nowhere: list[str] = [name for name in FIELDS if not counts[name]]
    parts = {"filled": everywhere, "filled in some": somewhere, "empty": nowhere}
    told = "; ".join(f"{how}: {', '.join(names)}" for how, names in parts.items() if names)
    return f"{len(ads):,} ad{'' if len(ads) == 1 else 's'}: {told}."
