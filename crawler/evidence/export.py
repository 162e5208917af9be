"""One ad's originals for a court or a partner: a folder, or a WACZ for a replay viewer.

Nothing that the web wrote becomes a path: files have names of ours, by kind and number.
"""

import json
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from crawler.evidence.archive import FACTS
from crawler.evidence.entries import Entry, index_of
from crawler.evidence.manifest import Link, read_chain
from crawler.evidence.originals import originals_of
from crawler.evidence.readme import CHAIN, WARC_NAME, Named, readme
from crawler.evidence.screenshot import VIEW
from crawler.evidence.warc import warc_date, warcinfo
from records import JobAd
from records.jsonl import BadFile, read_records
from records.layout import Layout

ENDINGS = {
    "text/html": "html", "application/xhtml+xml": "html", "text/plain": "txt", "application/json": "json",
    "application/xml": "xml", "text/xml": "xml", "application/rss+xml": "xml", "message/rfc822": "eml",
    "image/jpeg": "jpg", "image/png": "png", "image/gif": "gif", "image/webp": "webp", "image/bmp": "bmp",
}  # fmt: skip


class NoEvidence(Exception):
    """There is nothing to export; the message is one sentence for a person."""


def export_folder(layout: Layout, ad_id: str, out: Path) -> str:
    """Writes the ad's originals as files, its records, what proves them, and a README; says how many.

    Raises NoEvidence, and BadFile when an original has changed or the folder cannot be written.
    """
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise NoEvidence(f"{out} is there already; name a folder that is not.")
    named = _found(layout, ad_id)
    with _written(out):
        out.mkdir(parents=True, exist_ok=True)
        for one in named:
            (out / one.name).write_bytes(one.original.body())
        (out / WARC_NAME).write_bytes(_warc(named))
        _write_proof(layout, ad_id, named, out)
    return f"{len(named):,} originals of {ad_id} are in {out}; README.txt says what they are"


def export_wacz(layout: Layout, ad_id: str, out: Path) -> str:
    """The same as one WACZ 1.1.1, with the records and the proof in its logs/ folder.

    Raises as `export_folder`.
    """
    if out.exists():
        raise NoEvidence(f"{out} is there already; name a file that is not.")
    named = _found(layout, ad_id)
    with TemporaryDirectory(prefix="lurewatch-wacz-") as folder, _written(out):
        work = Path(folder)
        (work / WARC_NAME).write_bytes(_warc(named))
        (work / "pages.jsonl").write_text("".join(_page_lines(ad_id, named)))
        (work / "proof").mkdir()
        _write_proof(layout, ad_id, named, work / "proof")
        out.parent.mkdir(parents=True, exist_ok=True)
        _pack(work, ad_id, out)
    return f"{len(named):,} originals of {ad_id} are in {out}"


def _pack(work: Path, ad_id: str, out: Path) -> None:
    """By wacz as a program: its parts come under licences of their own (surt's is the AGPL)."""
    part = work / "part.wacz"
    packed = subprocess.run(  # noqa: S603 (arguments as a list)
        [
            sys.executable, "-m", "wacz", "create", "--output", str(part), "--hash-type", "sha256",
            "--pages", str(work / "pages.jsonl"), "--copy-pages", "--log-directory", str(work / "proof"),
            f"--title=lurewatch: {ad_id}", str(work / WARC_NAME),
        ],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    if packed.returncode != 0 or not part.exists():
        said = (packed.stderr or packed.stdout).strip().splitlines()
        raise BadFile(f"{out} was not written: wacz says {said[-1] if said else packed.returncode}.")
    shutil.copyfile(part, out)


def _found(layout: Layout, ad_id: str) -> list[Named]:
    """The ad's originals, each body once, oldest first; those that no manifest names yet are left out."""
    sealed = {(link.line.night, file.name) for link in read_chain(layout) for file in link.line.files}
    kept = [
        original
        for original in originals_of(layout, ad_id)
        if {(original.night.name, original.entry.file), (original.night.name, original.whole.file)} <= sealed
    ]
    if not kept:
        raise NoEvidence(f"No sealed evidence of the ad {ad_id!a} is kept.")
    count: Counter[str] = Counter()
    named: dict[str, Named] = {}
    for original in kept:
        if original.entry.sha256 not in named:
            kind = _kind(original.entry)
            count[kind] += 1
            named[original.entry.sha256] = Named(
                _numbered(kind, count[kind], ENDINGS.get(original.entry.plain_type, "bin")), original
            )
    return list(named.values())


def _kind(entry: Entry) -> str:
    if entry.uri.startswith(VIEW):
        return "screenshot"
    return "picture" if entry.plain_type.startswith("image/") else "page"


def _numbered(kind: str, number: int, ending: str) -> str:
    return f"{kind}.{ending}" if number == 1 else f"{kind}-{number}.{ending}"


def _warc(named: list[Named]) -> bytes:
    """The records as they lie in the archive, byte for byte, in a file of their own."""
    facts = {**FACTS, "description": "records of one ad, copied unchanged out of the archive's files"}
    spans = dict.fromkeys(
        span for one in named for span in (one.original.whole_records(), one.original.records())
    )
    return b"".join((warcinfo(WARC_NAME, datetime.now(UTC), facts), *spans))


def _page_lines(ad_id: str, named: list[Named]) -> Iterator[str]:
    yield json.dumps({"format": "json-pages-1.0", "id": "pages", "title": ad_id}) + "\n"
    for one in named:
        if one.name.startswith("page"):
            entry = one.original.entry
            yield (
                json.dumps(
                    {"id": one.name, "url": entry.uri, "ts": warc_date(entry.fetched_at), "title": one.name}
                )
                + "\n"
            )


def _write_proof(layout: Layout, ad_id: str, named: list[Named], out: Path) -> None:
    """The records, the indexes that name the originals, and the chain from where it proves them on."""
    revisions = revisions_of(layout, ad_id)
    for number, ad in enumerate(revisions, 1):
        record = ad.model_dump_json(indent=2, exclude_none=True)
        (out / _numbered("record", number, "json")).write_text(record + "\n")
    for warc in {one.original.night / one.original.entry.file for one in named}:
        index = index_of(warc)
        (out / f"{index.parent.name}.{index.name}").write_bytes(index.read_bytes())
    chain = _proving(read_chain(layout), named)
    (out / CHAIN).write_bytes(b"".join(link.raw for link in chain))
    (out / "README.txt").write_text(readme(ad_id, named, len(revisions), chain[-1].digest))


def _proving(chain: list[Link], named: list[Named]) -> list[Link]:
    wanted = {(one.original.night.name, one.original.entry.file) for one in named}
    first = next(
        number
        for number, link in enumerate(chain)
        if any((link.line.night, file.name) in wanted for file in link.line.files)
    )
    return chain[first:]


def revisions_of(layout: Layout, ad_id: str) -> list[JobAd]:
    """The ad as collected, once for each edit, oldest first."""
    source = ad_id.partition(":")[0]
    files = sorted((layout.root / "raw").glob("*/*.jsonl.zst"), key=lambda path: path.name)
    return [
        ad
        for path in files
        if path.parent.name == source
        for ad in read_records(path, JobAd)
        if ad.ad_id == ad_id
    ]


@contextmanager
def _written(out: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise BadFile(f"{out} was not written: {error.strerror or error}.") from None
