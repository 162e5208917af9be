"""The same services on PostgreSQL, in a throw-away cluster."""

import os
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
SUITES = (
    "test_verdicts.py",
    "test_loading.py",
    "test_labels.py",
    "test_warnings.py",
    "test_queue.py",
    "test_sign_in.py",
)


def test_the_services_hold_on_postgresql(postgres_server: str, tmp_path: Path) -> None:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", "-n", "0"]
        + [str(HERE / suite) for suite in SUITES],
        env=environment | {"DATABASE_URL": f"{postgres_server}/postgres", "LUREWATCH_DATA": str(tmp_path)},
        cwd=HERE.parent.parent,
        capture_output=True,
        text=True,
        timeout=280,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
    assert "REPLACE is SQLite's" in done.stdout, "this ran on SQLite"
