"""The same services on PostgreSQL, in a throw-away cluster."""

import os
import subprocess
import sys
from pathlib import Path

from tests.review.alerts import build_alert, write_alerts

HERE = Path(__file__).parent
SUITES = (
    "test_verdicts.py",
    "test_loading.py",
    "test_labels.py",
    "test_warnings.py",
    "test_queue.py",
    "test_sign_in.py",
)


DECIDE_TOGETHER = """
import os, sys, threading, time
from pathlib import Path

from tests.review.alerts import build_alert, write_alerts
import django
django.setup()
from django.core.management import call_command
from django.db import connection, transaction
from review import services
from review.loading import load_alerts
from review.models import Alert, Analyst, Verdict

call_command("migrate", verbosity=0)
load_alerts([Path(sys.argv[1])])
first, second = Alert.objects.order_by("alert_id")
minji, jun = (Analyst.objects.create_user(name, password="x") for name in ("minji", "jun"))
verdict = services.decide(first, minji, "lure")
at_work = threading.Event()

def decide_slowly():
    with transaction.atomic():
        services.decide(second, jun, "not_lure")
        at_work.set()
        time.sleep(1)
    connection.close()

colleague = threading.Thread(target=decide_slowly)
colleague.start()
at_work.wait()
repeated = services.apply_to_campaign(verdict, minji)
colleague.join()
print(len(repeated), *second.verdicts.values_list("decision", flat=True))
"""


def test_a_colleagues_verdict_of_this_moment_is_not_overridden(postgres_server: str, tmp_path: Path) -> None:
    alerts = write_alerts(tmp_path / "alerts.jsonl", [build_alert(n, campaign="ring") for n in (1, 2)])
    settings = {
        "DATABASE_URL": f"{postgres_server}/postgres",
        "DJANGO_SETTINGS_MODULE": "review.settings",
        "LUREWATCH_DATA": str(tmp_path),
        "LUREWATCH_SECRET_KEY": "only for tests",
    }
    command = [sys.executable, "-c", DECIDE_TOGETHER, str(alerts)]
    done = subprocess.run(
        command,
        env=os.environ | settings,
        cwd=HERE.parent.parent,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.stdout, done.returncode) == ("0 not_lure\n", 0), done.stderr


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
