"""What tests of several rooms share: a PostgreSQL of their own."""

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

DEBIANS = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[4]))
INITDB = str(DEBIANS[-1]) if DEBIANS else shutil.which("initdb")


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The address, without a database, of a server on a free port of loopback, in a folder of its own.

    Debian's pg_virtualenv was tried: two of them that start at the same time take each other's port.
    """
    if INITDB is None:
        pytest.skip("PostgreSQL is not installed (apt-get install postgresql)")
    as_whom = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []  # the server refuses root
    pg_ctl = str(Path(INITDB).with_name("pg_ctl"))
    with tempfile.TemporaryDirectory(prefix="postgres-") as folder:
        if as_whom:
            shutil.chown(folder, "postgres")
        _run(
            *as_whom,
            INITDB,
            "-D",
            f"{folder}/data",
            "-U",
            "lurewatch",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--no-sync",
        )
        port = _free_port()
        options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder} -c fsync=off"
        _run(*as_whom, pg_ctl, "-D", f"{folder}/data", "-w", "-l", f"{folder}/log", "-o", options, "start")
        yield f"postgresql://lurewatch@127.0.0.1:{port}"
        _run(*as_whom, pg_ctl, "-D", f"{folder}/data", "-w", "-m", "immediate", "stop")


def _run(*command: str) -> None:
    # Nothing is piped: a server that keeps the pipe would never let this return.
    subprocess.run(
        command, cwd="/", check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=60
    )


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])
