"""What memory `lurewatch score` takes for a million ads, which are made up and streamed into it.

python benchmarks/score_memory.py [--ads 1000000] [--command read] [--workers 2]
"""

import argparse
import json
import os
import random
import sys
import tempfile
import threading
from pathlib import Path

from process_tree import run_and_watch

BOUND_MIB = 600
WORDS = """직원 모집 시급 월급 경력 무관 초보 환영 주간 야간 카페 물류 포장 상담 사무 식당 홀 주방 배송
기사 4대보험 퇴직금 연차 면접 이력서 지원 서울 부산 인천 대구 해외 숙식 제공 항공권 텔레그램 문의 정규직"""


def stream_ads(pipe: Path, count: int) -> None:
    """Ads of 10 to 60 words; no two alike."""
    draw = random.Random(20261122)
    known = WORDS.split()
    with pipe.open("w", encoding="utf-8") as stream:
        for number in range(count):
            words = [*draw.choices(known, k=draw.randint(10, 60)), str(number)]
            ad = {
                "ad_id": f"made:{number}",
                "title": " ".join(words[:5]),
                "body": " ".join(words),
            }
            stream.write(json.dumps(ad, ensure_ascii=False) + "\n")


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--ads", type=int, default=1_000_000)
    parser.add_argument("--command", choices=["score", "read"], default="score")
    parser.add_argument("--workers", type=int, default=2)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        pipe, out = Path(folder) / "ads.jsonl", Path(folder) / "out.jsonl.zst"
        os.mkfifo(pipe)
        writer = threading.Thread(target=stream_ads, args=(pipe, asked.ads), daemon=True)
        writer.start()
        lurewatch = [sys.executable, "-m", "pipelines.cli", asked.command, str(pipe), str(out)]
        watched = run_and_watch([*lurewatch, "--workers", str(asked.workers)])
    print(f"{asked.ads:,} ads in {watched.seconds:,.0f} s: {asked.ads / watched.seconds:,.0f} ads a second")
    a_second = asked.ads / watched.cpu_seconds
    print(f"{watched.cpu_seconds:,.0f} s of processor time: {a_second:,.0f} ads a second and core")
    print(f"peak {watched.peak_mib:,.0f} MiB in {watched.processes} processes, of {BOUND_MIB} allowed")
    return int(watched.status != 0 or watched.peak_mib > BOUND_MIB)


if __name__ == "__main__":
    sys.exit(main())
