"""Each ad's page and pictures as they came, kept as WARC and provably unchanged."""
