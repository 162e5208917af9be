"""The key that signs sessions: given by the environment, or made once and kept beside the data."""

import os

from django.core.management.utils import get_random_secret_key

from records.settings import Settings


def read_or_make_key(settings: Settings) -> str:
    """The key of LUREWATCH_SECRET_KEY, or of `review-secret` under the data folder, made when missing.

    Two processes that start together agree: the file is created exclusively and then read.
    """
    if settings.secret_key:
        return settings.secret_key.get_secret_value()
    path = settings.data / "review-secret"
    settings.data.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f"review-secret.{os.getpid()}")
    if not path.exists():
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as stream:
            stream.write(get_random_secret_key())
        try:
            os.link(fresh, path)  # fails where another process was first
        except FileExistsError:
            return path.read_text()
        finally:
            fresh.unlink()
    return path.read_text()
