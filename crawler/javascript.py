"""Sources whose pages say nothing until a browser has run them: what that needs, and what it changes."""

import os
import shutil
from importlib.util import find_spec
from typing import Any

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
NOWHERE = "127.0.0.1:9"
"""A proxy that is not there (RFC 863's port): what the browser asks for by itself ends here."""
FLAGS = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--js-flags=--max-old-space-size=512",  # MiB a page
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
)
LAUNCH_TIMEOUT = 60_000
"""Milliseconds; a busy machine takes ten seconds."""


def browser() -> str | None:
    """The path of the system's Chromium."""
    return next((path for name in BROWSERS if (path := shutil.which(name))), None)


def lacks() -> str | None:
    """Why this machine cannot read JavaScript pages, in one sentence; None when it can."""
    if find_spec("scrapy_playwright") is None:
        return "scrapy-playwright, for its JavaScript, is not installed (pip install 'lurewatch[browser]')."
    if browser() is None:
        return "Chromium, for its JavaScript, is not installed (apt-get install chromium)."
    return None


def settings() -> dict[str, Any]:
    """What Scrapy is told for such a source."""
    return {
        "DOWNLOAD_HANDLERS": {
            **dict.fromkeys(("data", "file", "ftp", "s3")),
            **dict.fromkeys(("http", "https"), "crawler.browser.Browser"),
        },
        "PLAYWRIGHT_LAUNCH_OPTIONS": {
            "executable_path": browser(),
            "args": list(FLAGS),
            "proxy": {"server": f"http://{NOWHERE}", "bypass": "<-loopback>"},
            # Chromium's own sandbox does not start as root.
            "chromium_sandbox": os.geteuid() != 0,
            # Of this process's secrets the browser sees none.
            "env": {name: os.environ[name] for name in ("PATH", "HOME", "TMPDIR") if name in os.environ},
            "timeout": LAUNCH_TIMEOUT,
        },
    }
