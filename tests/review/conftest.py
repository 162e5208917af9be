"""Signed-in analysts, loaded alerts, and a data folder of their own."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import connections
from django.test import Client

import records
from review.loading import load_alerts
from review.models import Alert, Analyst
from tests.review.alerts import write_alerts


@pytest.fixture(scope="session")
def django_db_modify_db_settings(tmp_path_factory: pytest.TempPathFactory) -> None:
    """A file as in real use (WAL, IMMEDIATE), in a folder of this run."""
    if connections["default"].vendor == "sqlite":
        folder = tmp_path_factory.mktemp("database")
        connections["default"].settings_dict["TEST"]["NAME"] = str(folder / "review.sqlite3")


@pytest.fixture(autouse=True)
def data_folder(settings: Any, tmp_path: Path) -> Path:
    settings.DATA = tmp_path / "data"
    settings.SECRET_KEY = "only for tests"
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    return tmp_path / "data"


@pytest.fixture
def load(db: None, tmp_path: Path) -> Callable[..., list[Alert]]:
    """Loads alerts and gives their rows, in the order they were given."""

    def load_these(*alerts: records.Alert) -> list[Alert]:
        load_alerts([write_alerts(tmp_path / "alerts.jsonl", list(alerts))])
        return [Alert.objects.get(alert_id=alert.alert_id) for alert in alerts]

    return load_these


@pytest.fixture
def analyst(db: None) -> Analyst:
    return Analyst.objects.create_user("minji", password="long enough for us", code="R-TEST1")


@pytest.fixture
def colleague(db: None) -> Analyst:
    return Analyst.objects.create_user("jun", password="long enough for us", code="R-TEST2")


@pytest.fixture
def signed_in(client: Client, analyst: Analyst) -> Client:
    client.force_login(analyst, "django.contrib.auth.backends.ModelBackend")
    return client
