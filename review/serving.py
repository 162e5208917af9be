"""The web server of `python -m review serve`: gunicorn with threads, on a port that is known to be free."""

import socket
from collections.abc import Callable
from typing import Any

from django.db import connections
from gunicorn.app.base import BaseApplication

from review.services import Refused

THREADS = 4


def claim_port(host: str, port: int) -> socket.socket:
    """A bound socket; port 0 takes any free one. Raises Refused when the address cannot be had."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    claimed = socket.socket(family, socket.SOCK_STREAM)
    claimed.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        claimed.bind((host, port))
    except (OSError, OverflowError) as error:
        claimed.close()
        reason = str(getattr(error, "strerror", None) or error).rstrip(".")
        raise Refused(f"Cannot listen on {host}:{port}: {reason}. Name another with --port.") from None
    claimed.listen()
    return claimed


class _Server(BaseApplication):
    def __init__(self, options: dict[str, Any]) -> None:
        self.options = options
        super().__init__()

    def load_config(self) -> None:
        for name, value in self.options.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        from review.wsgi import application

        return application


def serve(listening: socket.socket, workers: int, say_ready: Callable[[], None]) -> None:
    """Until it is stopped. `say_ready` is called once, when the pages are loaded and can be asked for."""
    connections.close_all()  # a worker must not share its parent's connection
    options = {
        "bind": f"fd://{listening.detach()}",
        "preload_app": True,
        "when_ready": lambda _: say_ready(),
        "workers": workers,
        "threads": THREADS,
        "worker_class": "gthread",
        "proc_name": "lurewatch review",
        "loglevel": "warning",
        "control_socket_disable": True,
    }
    _Server(options).run()
