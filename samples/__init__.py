"""A small web of invented posts, served on loopback: what newcomers and the tests crawl."""
