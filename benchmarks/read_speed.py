"""How many ads a second are read on one core.

python benchmarks/read_speed.py ADS.jsonl.gz
"""

import argparse
import gzip
import json
import time
from datetime import UTC, datetime
from pathlib import Path

from features import read
from records import JobAd

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def load_ads(path: Path) -> list[JobAd]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    return [
        JobAd(
            ad_id=row["ad_id"],
            source=row["source"],
            url="",
            fetched_at=NOW,
            title=row["title"],
            body=row["body"],
        )
        for row in rows
        if (row["title"] + row["body"]).strip()
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description="Ads read a second on one core")
    parser.add_argument("ads", type=Path)
    ads = load_ads(parser.parse_args().ads)
    read(ads[0])  # the lexicon is built on the first call
    started = time.process_time()
    for ad in ads:
        read(ad)
    seconds = time.process_time() - started
    characters = sum(len(ad.text) for ad in ads)
    print(f"{len(ads):,} ads, {characters:,} characters in {seconds:.2f} s of processor time")
    print(f"{len(ads) / seconds:,.0f} ads a second, {seconds / characters * 1e6:.2f} µs a character")


if __name__ == "__main__":
    main()
