"""`python -m review COMMAND`: load, serve, user, export, warnings, and Django's own commands."""

import os
import sys
from urllib.parse import urlsplit

from dj_database_url import ParseError, UnknownSchemeError
from django.core.management import execute_from_command_line
from django.db import DatabaseError, InterfaceError
from pydantic import ValidationError

from records.jsonl import BadFile, explain
from records.settings import Settings


def main(arguments: list[str]) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "review.settings")
    try:
        settings = Settings()
    except ValidationError as error:
        return _refuse(f"The environment does not fit: {explain(error)}.")
    try:
        execute_from_command_line(["review", *arguments])
    except (ParseError, UnknownSchemeError):
        return _refuse("DATABASE_URL is not the address of a database, such as postgres://user@host/name.")
    except BadFile as error:
        return _refuse(str(error))
    except (DatabaseError, InterfaceError) as error:
        return _refuse(
            f"The review database ({_name_database(settings)}) cannot be used: {_first_line(error)}"
        )
    except OSError as error:
        return _refuse(f"{error.filename} cannot be used: {error.strerror}.")
    return 0


def _refuse(sentence: str) -> int:
    sys.stderr.write(sentence.rstrip() + "\n")
    return 2


def _name_database(settings: Settings) -> str:
    """Where it is, without user or password."""
    if not settings.database_url:
        return str(settings.data / "review.sqlite3")
    address = urlsplit(settings.database_url)
    port = f":{address.port}" if address.port else ""
    return f"{address.hostname or ''}{port}{address.path}"


def _first_line(error: Exception) -> str:
    lines = str(error).strip().splitlines()
    return lines[0] if lines else type(error).__name__


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
