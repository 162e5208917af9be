"""One spider per platform."""

from crawler.spiders.feed import FeedSpider
from crawler.spiders.gnuboard import GnuboardSpider
from crawler.spiders.jobposting import JobPostingSpider
from crawler.spiders.kboard import KboardSpider
from crawler.spiders.naver import NaverSpider
from crawler.spiders.rhymix import RhymixSpider
from crawler.spiders.saramin import SaraminSpider
from crawler.spiders.submission import SubmissionSpider
from crawler.spiders.telegram import TelegramSpider
from crawler.spiders.work24 import Work24Spider
from crawler.spiders.worldjob import WorldjobSpider
from crawler.walk import Walk

SPIDERS: dict[str, type[Walk]] = {
    "jobposting": JobPostingSpider,
    "gnuboard": GnuboardSpider,
    "rhymix": RhymixSpider,
    "kboard": KboardSpider,
    "telegram": TelegramSpider,
    "saramin": SaraminSpider,
    "work24": Work24Spider,
    "worldjob": WorldjobSpider,
    "naver": NaverSpider,
    "feed": FeedSpider,
    "submission": SubmissionSpider,
}
