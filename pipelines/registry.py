"""The model registry (MLflow): a run and a version for every released bundle.

mlflow takes seconds to import and nothing on the scoring path needs it, so it is imported where
it is used.
"""

import logging
import os
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict
from sqlalchemy.exc import SQLAlchemyError

import features
import models
import records
from models.bundle import MANIFEST, Manifest, digest_of
from pipelines.evaluate import load_evaluation
from pipelines.faults import Stop
from pipelines.gate import load_judgement
from pipelines.params import read_params
from pipelines.release import read_release
from records.layout import Layout

if TYPE_CHECKING:
    from mlflow import MlflowClient

NAME = "lurewatch"
LOCAL = "sqlite:///mlflow.db"
SERVED = Path(__file__).with_name("served.py")
LOGGED = ("corpus", "dataset", "fit", "evaluate", "gate")
NEEDS = ["numpy", "pandas", "pydantic", "scipy", "zstandard", "phonenumbers", "pyahocorasick", "mlflow"]
"""What the library's reading and scoring import; MLflow installs these where it serves the model."""
QUIET = {
    "MLFLOW_DISABLE_TELEMETRY": "true",
    "DO_NOT_TRACK": "true",
    "MLFLOW_HTTP_REQUEST_MAX_RETRIES": "1",
    "MLFLOW_HTTP_REQUEST_TIMEOUT": "20",
    "MLFLOW_ENABLE_ARTIFACTS_PROGRESS_BAR": "false",
    "MLFLOW_LOGGING_LEVEL": "WARNING",
    "GIT_PYTHON_REFRESH": "quiet",
}
"""No telemetry, no chatter, and a server that is away is found out in seconds. The environment may
say otherwise."""


class Registered(BaseModel):
    """What run.json holds."""

    model_config = ConfigDict(frozen=True, extra="forbid", protected_namespaces=())

    name: str
    version: str
    run_id: str
    model_version: str


def connect(uri: str | None) -> "MlflowClient":
    """MLflow's client, pointed at `uri` or at the local mlflow.db."""
    for name, value in QUIET.items():
        os.environ.setdefault(name, value)
    import mlflow

    logging.getLogger("alembic").setLevel(logging.WARNING)
    mlflow.set_tracking_uri(uri or LOCAL)
    mlflow.set_registry_uri(uri or LOCAL)
    return mlflow.MlflowClient()


@contextmanager
def reachable(uri: str | None) -> Iterator[None]:
    """Raises Stop with one sentence when the registry is away."""
    from mlflow.exceptions import MlflowException

    try:
        yield
    except (MlflowException, SQLAlchemyError, OSError) as fault:
        cause = str(fault).strip().splitlines()[0]
        raise Stop(
            f"The model registry at {without_password(uri or LOCAL)} does not answer: {cause}"
        ) from fault


def without_password(uri: str) -> str:
    parts = urlsplit(uri)
    if not parts.password:
        return uri
    return parts._replace(netloc=parts.netloc.replace(f":{parts.password}@", ":***@")).geturl()


def register(layout: Layout, uri: str | None) -> Registered:
    """The released bundle as one run and one version; a bundle that is there already adds none.

    Raises Stop when the registry is away.
    """
    manifest = read_release(layout)
    client = connect(uri)
    with reachable(uri):
        found = find_release(client, digest_of(layout.release / MANIFEST))
        if found is not None:
            return found
        import mlflow

        tags = version_tags(layout, manifest)
        with mlflow.start_run(experiment_id=experiment(client, uri), run_name=manifest.version) as run:
            mlflow.set_tags(tags)
            log_facts(layout)
            logged = log_model(layout.release)
        version = str(logged.registered_model_version)
        for key, value in tags.items():
            client.set_model_version_tag(NAME, version, key, value)
    return Registered(name=NAME, version=version, run_id=run.info.run_id, model_version=manifest.version)


def find_release(client: "MlflowClient", release: str) -> Registered | None:
    for one in client.search_model_versions(f"name = '{NAME}'"):
        if one.tags.get("release") == release:
            return Registered(
                name=NAME,
                version=str(one.version),
                run_id=str(one.run_id),
                model_version=one.tags["model_version"],
            )
    return None


def experiment(client: "MlflowClient", uri: str | None) -> str:
    """The experiment's id; without a server in between, its files lie in mlartifacts/."""
    found = client.get_experiment_by_name(NAME)
    if found is not None:
        return str(found.experiment_id)
    served = urlsplit(uri or LOCAL).scheme in {"http", "https"}
    return str(client.create_experiment(NAME, None if served else Path("mlartifacts").resolve().as_uri()))


def log_facts(layout: Layout) -> None:
    """Parameters, figures, plots and card of the open run."""
    import mlflow

    sections = read_params()
    mlflow.log_params(flatten({name: sections[name] for name in LOGGED}))
    evaluation = load_evaluation(layout.eval / "evaluation.json")
    mlflow.log_metric("threshold", evaluation.threshold)
    for name, one in evaluation.slices.items():
        mlflow.log_metrics({f"{name}.{metric}": figure.value for metric, figure in one.figures.items()})
    for baseline, slices in evaluation.baselines.items():
        mlflow.log_metrics(
            {
                f"{baseline}.{name}.{metric}": value
                for name, one in slices.items()
                for metric, value in one.items()
            }
        )
    for name in ("evaluation.json", "gate.json"):
        mlflow.log_artifact(str(layout.eval / name))
    mlflow.log_artifact(str(layout.release / "card.md"))
    mlflow.log_artifacts(str(layout.eval / "plots"), "plots")


def log_model(bundle: Path) -> Any:
    import mlflow
    import pandas as pd
    from mlflow.models import ModelSignature
    from mlflow.types import ColSpec, Schema

    example = pd.DataFrame(
        {"title": ["해외 TM 직원 모집"], "body": ["프놈펜 월 1500 숙식 항공권 제공 텔레 kh_fake01"]}
    )
    return mlflow.pyfunc.log_model(
        name="model",
        python_model=str(SERVED),
        artifacts={"bundle": str(bundle)},
        code_paths=[str(Path(str(package.__file__)).parent) for package in (records, features, models)],
        pip_requirements=NEEDS,
        signature=ModelSignature(
            inputs=Schema([ColSpec("string", "title"), ColSpec("string", "body")]),
            outputs=Schema([ColSpec("double", "risk"), ColSpec("boolean", "flagged")]),
        ),
        input_example=example,
        registered_model_name=NAME,
    )


def version_tags(layout: Layout, manifest: Manifest) -> dict[str, str]:
    judgement = load_judgement(layout.eval / "gate.json")
    return {
        "model_version": manifest.version,
        "release": digest_of(layout.release / MANIFEST),
        "gate": "passed" if judgement.passed else "refused",
        "gate_says": judgement.sentence[:1000],
        "data_digest": str(manifest.about["train.digest"]),
        "git_commit": git_commit(),
    }


def git_commit() -> str:
    """The commit the project stands at, `unknown` outside git."""
    try:
        asked = subprocess.run(["git", "rev-parse", "HEAD"], capture_output=True, text=True, check=True)  # noqa: S607
    except (OSError, subprocess.CalledProcessError):
        return "unknown"
    return asked.stdout.strip()


def flatten(tree: Mapping[str, object], above: str = "") -> dict[str, object]:
    """`{"fit": {"c": 1}}` as `{"fit.c": 1}`."""
    flat: dict[str, object] = {}
    for key, value in tree.items():
        name = f"{above}{key}"
        flat |= flatten(value, f"{name}.") if isinstance(value, Mapping) else {name: value}
    return flat
