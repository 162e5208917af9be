"""What the reader still finds when an ad is hidden by one rule: the share of cues, places and contacts.

    python benchmarks/read_robustness.py ADS.jsonl [--seed 1]

ADS is a file of ads with title and body (gold, or data/seed/ads.jsonl); lures only where it has labels.
What was found in the plain text is the measure.
"""

import argparse
import json
from datetime import UTC, datetime
from pathlib import Path
from random import Random

from features import CUES, read
from pipelines.obfuscation import HIDING_IN_THE_WILD, RULES
from records import JobAd, Reading

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def reading_of(title: str, body: str) -> Reading:
    return read(JobAd(ad_id="x", source="x", url="", fetched_at=NOW, title=title, body=body))


def facts_of(reading: Reading) -> dict[str, set[str]]:
    return {
        "cues": {cue.name for cue in reading.cues if CUES[cue.name].lean == "lure"},
        "places": {place.country for place in reading.places if place.country != "KR"},
        "contacts": {f"{contact.type}:{contact.value}" for contact in reading.contacts},
    }


def main() -> None:
    parser = argparse.ArgumentParser(description="Facts still found in hidden text, by rule")
    parser.add_argument("ads", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--show", choices=tuple(RULES))
    arguments = parser.parse_args()
    rows = [json.loads(line) for line in arguments.ads.read_text(encoding="utf-8").splitlines()]
    rows = [row for row in rows if row.get("label", 1) == 1 and not row.get("obfuscated")][:400]
    plain = [facts_of(reading_of(row["title"], row["body"])) for row in rows]
    print(
        f"{len(rows)} plain ads; * marks the rules seen in the wild\n{'rule':28} {'cues':>7}"
        f" {'places':>7} {'contacts':>8}"
    )
    for name, rule in RULES.items():
        random = Random(arguments.seed)
        found = dict.fromkeys(("cues", "places", "contacts"), 0)
        total = dict.fromkeys(found, 0)
        for row, before in zip(rows, plain, strict=True):
            title, body = rule(row["title"], random), rule(row["body"], random)
            after = facts_of(reading_of(title, body))
            for kind in found:
                found[kind] += len(before[kind] & after[kind])
                total[kind] += len(before[kind])
                if arguments.show == name and before[kind] - after[kind]:
                    print(kind, before[kind] - after[kind], "|", title, "|", body.replace("\n", " ⏎ ")[:300])
        shares = (f"{found[kind] / max(1, total[kind]):7.1%}" for kind in found)
        print(f"{name + ('*' if name in HIDING_IN_THE_WILD else ''):28}", *shares)


if __name__ == "__main__":
    main()
