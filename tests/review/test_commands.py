"""`python -m review …` as an operator runs it: real processes on a data folder of their own."""

import json
import os
import re
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.review.alerts import build_alert, write_alerts
from tests.review.serving import served

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    def run_review(*arguments: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "review", *map(str, arguments)],
            env=clean_environment(tmp_path / "data") | environment,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    return run_review


def clean_environment(data: Path) -> dict[str, str]:
    kept = {
        name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "LUREWATCH_HOSTS")
    }
    return kept | {"LUREWATCH_DATA": str(data)}


@pytest.fixture
def night(tmp_path: Path) -> Path:
    return write_alerts(tmp_path / "alerts.jsonl", [build_alert(number) for number in range(1, 4)])


def test_loading_makes_the_database_and_loading_again_adds_nothing(run: Run, night: Path) -> None:
    first, second = run("load", night), run("load", night)
    assert first.stdout == "3 alerts read = 3 added + 0 refreshed + 0 unchanged + 0 rejected\n"
    assert second.stdout == "3 alerts read = 0 added + 0 refreshed + 3 unchanged + 0 rejected\n"
    assert (first.returncode, first.stderr, second.returncode, second.stderr) == (0, "", 0, "")


def test_two_loads_at_once_load_each_alert_once(run: Run, night: Path, tmp_path: Path) -> None:
    run("load", write_alerts(tmp_path / "none.jsonl", []))
    started = [
        subprocess.Popen(
            [sys.executable, "-m", "review", "load", str(night)],
            env=clean_environment(tmp_path / "data"),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(2)
    ]
    said = [process.communicate(timeout=120) for process in started]
    added = [int(re.search(r"(\d+) added", out)[1]) for out, _ in said]  # type: ignore[index]
    assert sorted(added) == [0, 3], said


@pytest.mark.parametrize("command", ["load", "export", "warnings", "user"])
def test_a_database_that_is_away_is_one_clear_sentence(run: Run, night: Path, command: str) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
        arguments = {"load": [night], "user": ["minji"]}.get(command, [])
        address = f"postgres://lure:verysecret@127.0.0.1:{port}/review"
        refused = run(command, *arguments, DATABASE_URL=address)
    assert refused.returncode == 2
    assert refused.stdout == ""
    assert refused.stderr.startswith(f"The review database (127.0.0.1:{port}/review) cannot be used: ")
    assert refused.stderr.count("\n") == 1
    assert "verysecret" not in refused.stderr


def test_a_database_file_of_something_else_is_one_clear_sentence(
    run: Run, night: Path, tmp_path: Path
) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data/review.sqlite3").write_bytes(b"this is no database at all, whatever its name says" * 50)
    refused = run("load", night)
    assert refused.returncode == 2
    assert "review.sqlite3) cannot be used: file is not a database" in refused.stderr
    assert refused.stderr.count("\n") == 1


@pytest.mark.parametrize("address", ["nonsense", "ftp://host/name"])
def test_an_address_of_no_database_is_one_clear_sentence(run: Run, night: Path, address: str) -> None:
    refused = run("load", night, DATABASE_URL=address)
    assert (refused.returncode, refused.stderr.count("\n")) == (2, 1)
    assert "DATABASE_URL is not the address of a database" in refused.stderr


def test_a_data_folder_that_cannot_be_one_is_one_clear_sentence(run: Run, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for place, why in ((tmp_path / "file", "File exists"), (tmp_path / "file/data", "Not a directory")):
        refused = run("export", LUREWATCH_DATA=str(place))
        assert (refused.returncode, refused.stderr) == (2, f"{place} cannot be used: {why}.\n")


def test_a_damaged_file_is_one_clear_sentence_and_loads_nothing(run: Run, night: Path) -> None:
    night.write_bytes(night.read_bytes()[:-30])
    refused = run("load", night)
    assert (refused.returncode, refused.stderr.count("\n")) == (2, 1)
    assert "alerts.jsonl, line 3" in refused.stderr
    assert "0 alerts by their latest verdict" in run("export").stdout


def test_a_missing_file_a_folder_and_no_file_are_refused(run: Run, tmp_path: Path) -> None:
    assert "does not exist" in run("load", tmp_path / "missing.jsonl").stderr
    assert "is a folder" in run("load", tmp_path).stderr
    assert run("load").returncode == 2


def test_users_get_a_password_once_and_a_code(run: Run) -> None:
    added = run("user", "minji", "--code", "R-77")
    assert re.search(r"user +minji\npassword +\S{16}\ncode +R-77\n", added.stdout)
    again = run("user", "minji")
    assert (again.returncode, again.stderr.count("\n")) == (2, 1)
    taken = run("user", "jun", "--code", "R-77")
    assert "R-77 is taken" in taken.stderr
    renewed = run("user", "minji", "--new-password")
    assert renewed.returncode == 0
    assert renewed.stdout != added.stdout


def test_nothing_to_warn_of_makes_no_list(run: Run, tmp_path: Path) -> None:
    refused = run("warnings")
    assert (refused.returncode, refused.stdout) == (
        0,
        "Nothing changed since the last release; no new list was made.\n",
    )
    assert not (tmp_path / "data/exports").exists()


def test_the_first_start_makes_a_user_and_says_the_password_once(tmp_path: Path) -> None:
    environment = clean_environment(tmp_path / "data")
    with served(environment, tmp_path / "first.log") as server:
        assert server.get("/healthz") == (200, json.dumps({"status": "ok"}))
        assert server.get("/")[0] == 200, "led to the sign-in page"
        first = server.said()
    assert re.search(r"user +analyst\n +password +\S{16}\n", first)
    assert re.search(r"http://127\.0\.0\.1:\d+", first)
    with served(environment, tmp_path / "second.log") as server:
        assert "password" not in server.said()


def test_a_port_in_use_is_one_clear_sentence(run: Run) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        refused = run("serve", "--port", str(taken.getsockname()[1]))
    assert (refused.returncode, refused.stderr.count("\n")) == (2, 1)
    assert "Name another with --port" in refused.stderr


def test_a_port_that_is_none_is_one_clear_sentence(run: Run) -> None:
    refused = run("serve", "--port", "70000")
    assert (refused.returncode, refused.stderr.count("\n")) == (2, 1)
    assert ".." not in refused.stderr


def test_a_database_that_goes_away_is_said_on_the_page(tmp_path: Path) -> None:
    with served(clean_environment(tmp_path / "data"), tmp_path / "log") as server:
        for file in (tmp_path / "data").glob("review.sqlite3*"):
            file.unlink()
        (tmp_path / "data/review.sqlite3").mkdir()
        assert server.get("/healthz")[0] == 503
        status, page = server.post("/login/", {"username": "analyst", "password": "x"})
        assert status == 503
        assert "데이터베이스에 닿지 않습니다" in page


def test_the_secret_key_is_made_once_and_kept_private(run: Run, tmp_path: Path) -> None:
    with served(clean_environment(tmp_path / "data"), tmp_path / "log") as server:
        server.get("/login/")
    key = tmp_path / "data/review-secret"
    assert key.stat().st_mode & 0o077 == 0
    assert len(key.read_text()) >= 50
