"""The Scrapy project: one spider per platform, all sites in `sources.yml`."""
