"""The model registry (MLflow): a run and a version for every released bundle.

mlflow takes seconds to import and nothing on the scoring path needs it, so it is imported where
it is used.
"""

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from sqlalchemy.exc import SQLAlchemyError

from pipelines.faults import Stop
from pipelines.telemetry import switch_off_telemetry

if TYPE_CHECKING:
    from mlflow import MlflowClient

NAME = "lurewatch"
LOCAL = "sqlite:///mlflow.db"
QUIET = {
    "MLFLOW_HTTP_REQUEST_MAX_RETRIES": "1",
    "MLFLOW_HTTP_REQUEST_TIMEOUT": "20",
    "MLFLOW_ENABLE_ARTIFACTS_PROGRESS_BAR": "false",
    "MLFLOW_LOGGING_LEVEL": "WARNING",
    "GIT_PYTHON_REFRESH": "quiet",
}
"""No chatter, and a server that is away is found out in seconds. The environment may say otherwise."""


def connect(uri: str | None) -> "MlflowClient":
    """MLflow's client, pointed at `uri` or at the local mlflow.db."""
    prepare_environment()
    import mlflow

    logging.getLogger("alembic").setLevel(logging.WARNING)
    mlflow.set_tracking_uri(uri or LOCAL)
    mlflow.set_registry_uri(uri or LOCAL)
    return mlflow.MlflowClient()


def prepare_environment() -> None:
    """MLflow reads it when it is imported."""
    switch_off_telemetry()
    for name, value in QUIET.items():
        os.environ.setdefault(name, value)


@contextmanager
def registry(uri: str | None) -> Iterator["MlflowClient"]:
    """MLflow's client. Raises Stop with one sentence, and no password in it, when the registry is away."""
    prepare_environment()
    from mlflow.exceptions import MlflowException

    try:
        yield connect(uri)
    except (MlflowException, SQLAlchemyError, OSError) as fault:
        if isinstance(fault, OSError) and fault.filename:
            raise Stop(f"{fault.filename} cannot be used: {fault.strerror}.") from fault
        cause = str(fault).strip().splitlines()[0]
        sentence = f"The model registry at {uri or LOCAL} cannot be used: {cause}"
        raise Stop(without_password(sentence, uri or LOCAL)) from fault


def without_password(text: str, uri: str) -> str:
    password = urlsplit(uri).password
    return text.replace(f":{password}@", ":***@") if password else text


def experiment(client: "MlflowClient", uri: str | None) -> str:
    """The experiment's id; without a server in between, its files lie in mlartifacts/."""
    found = client.get_experiment_by_name(NAME)
    if found is not None:
        return str(found.experiment_id)
    served = urlsplit(uri or LOCAL).scheme in {"http", "https"}
    return str(client.create_experiment(NAME, None if served else Path("mlartifacts").resolve().as_uri()))
