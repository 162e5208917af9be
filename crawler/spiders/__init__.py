"""One spider per platform."""

from crawler.spiders.gnuboard import GnuboardSpider
from crawler.spiders.jobposting import JobPostingSpider
from crawler.spiders.telegram import TelegramSpider
from crawler.walk import Walk

SPIDERS: dict[str, type[Walk]] = {
    "jobposting": JobPostingSpider,
    "gnuboard": GnuboardSpider,
    "telegram": TelegramSpider,
}
