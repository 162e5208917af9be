"""A crawl with pictures, in a process of its own: `python -m tests.crawler.picture_crawl PORT FOLDER`.

Writes the ads and then the counts to FOLDER/said.jsonl.
"""

import json
import sys
from pathlib import Path
from typing import Any

from scrapy.crawler import AsyncCrawlerProcess, Crawler
from scrapy.settings import Settings

from crawler.entries import ENTRY
from crawler.logs import log_to_stderr
from crawler.memory import Memory
from crawler.pictures.fetching import Pictures
from crawler.results import Sighting
from crawler.settings import for_process, for_source
from crawler.spiders import SPIDERS
from records import JobAd
from records.layout import Layout

NIGHT = "2026-11-21"


class WithPictures:
    """Stands where the storage stands."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "WithPictures":
        return cls(crawler)

    async def process_item(self, item: Sighting) -> Sighting:
        if isinstance(item.result, JobAd):
            walk: Any = self.crawler.spider
            filled = await walk.pictures.fill(item.result, self.crawler, walk.clock())
            walk.said.append({"ad": filled.ad.model_dump(mode="json"), "answers": len(filled.responses)})
        return item


def main(port: str, folder: Path) -> None:
    log_to_stderr()
    source = ENTRY.validate_python(
        {
            "name": "shop", "platform": "jobposting", "start": [f"http://127.0.0.1:{port}/jobs"],
            "post": r"/jobs/(\d+)$", "local": True,
        }
    )  # fmt: skip
    said: list[dict[str, Any]] = []
    layout = Layout(folder)
    pictures, memory = Pictures(layout.flyers), Memory(layout, source.name, NIGHT)
    settings = for_process("me@watch.example", [source])
    settings["ITEM_PIPELINES"] = {"tests.crawler.picture_crawl.WithPictures": 100}
    process = AsyncCrawlerProcess(settings)
    own = Settings(process.settings.copy())
    own.setdict(for_source(source), priority="spider")
    walker = type("Pictured", (SPIDERS["jobposting"],), {"said": said})
    crawler = Crawler(walker, own)
    process.crawl(crawler, source=source, memory=memory, pictures=pictures)
    process.start()
    pictures.close()
    memory.close()
    stats = crawler.stats.get_stats() if crawler.stats else {}
    said.append({key: value for key, value in stats.items() if key.startswith("pictures/")})
    (folder / "said.jsonl").write_text("".join(json.dumps(line) + "\n" for line in said))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
