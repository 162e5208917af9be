"""The same services on PostgreSQL, in a throw-away cluster."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

PG_VIRTUALENV = shutil.which("pg_virtualenv")
HERE = Path(__file__).parent
SUITES = (
    "test_verdicts.py",
    "test_loading.py",
    "test_labels.py",
    "test_warnings.py",
    "test_queue.py",
    "test_sign_in.py",
)


@pytest.mark.skipif(
    PG_VIRTUALENV is None, reason="no pg_virtualenv; apt-get install postgresql postgresql-common"
)
def test_the_services_hold_on_postgresql(tmp_path: Path) -> None:
    assert PG_VIRTUALENV
    suites = " ".join(f"'{HERE / suite}'" for suite in SUITES)
    command = (
        'export DATABASE_URL="postgres://$PGUSER:$PGPASSWORD@$PGHOST:$PGPORT/postgres"; '
        f"exec '{sys.executable}' -m pytest -q -x -p no:cacheprovider -n 0 {suites}"
    )
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    # -t: a cluster in a temporary folder, so that several can run side by side as root too.
    done = subprocess.run(
        [PG_VIRTUALENV, "-t", "-o", "fsync=off", "sh", "-c", command],
        env=environment | {"LUREWATCH_DATA": str(tmp_path)},
        cwd=HERE.parent.parent,
        capture_output=True,
        text=True,
        timeout=280,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
    assert "REPLACE is SQLite's" in done.stdout, "this ran on SQLite"
