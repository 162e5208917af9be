"""The desk of the sources: what runs and how well, a look at one page, a new site, a golden page."""
