"""One spider per platform."""

from crawler.spiders.feed import FeedSpider
from crawler.spiders.gnuboard import GnuboardSpider
from crawler.spiders.jobposting import JobPostingSpider
from crawler.spiders.kboard import KboardSpider
from crawler.spiders.rhymix import RhymixSpider
from crawler.spiders.telegram import TelegramSpider
from crawler.walk import Walk

SPIDERS: dict[str, type[Walk]] = {
    "jobposting": JobPostingSpider,
    "gnuboard": GnuboardSpider,
    "rhymix": RhymixSpider,
    "kboard": KboardSpider,
    "telegram": TelegramSpider,
    "feed": FeedSpider,
}
