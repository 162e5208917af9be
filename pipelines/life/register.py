"""A released bundle becomes one run and one version of the registry."""

import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ConfigDict

import features
import models
import records
from models.bundle import MANIFEST, Manifest, digest_of
from pipelines.evaluate import load_evaluation
from pipelines.gate import load_judgement
from pipelines.life.nested import log_nested
from pipelines.life.registry import NAME, experiment, registry
from pipelines.life.release import read_release
from pipelines.params import read_params
from records.layout import Layout

if TYPE_CHECKING:
    from mlflow import MlflowClient

SERVED = Path(__file__).with_name("served.py")
LOGGED = ("corpus", "dataset", "encoder", "pretrain", "finetune", "fit", "evaluate", "gate")
LEARNING = ("encoder", "pretrain", "finetune")
NEEDS = [
    "numpy",
    "pandas",
    "pydantic",
    "phonenumbers",
    "pyahocorasick",
    "onnxruntime",
    "safetensors",
    "tokenizers",
    "mlflow",
]
"""What the library's reading and scoring import; MLflow installs these where it serves the model."""


class Registered(BaseModel):
    """What run.json holds."""

    model_config = ConfigDict(frozen=True, extra="forbid", protected_namespaces=())

    name: str
    version: str
    run_id: str
    model_version: str


def register(layout: Layout, uri: str | None) -> Registered:
    """The released bundle as one run and one version; a bundle that is there already adds none.

    Raises Stop when the registry is away.
    """
    manifest = read_release(layout)
    with registry(uri) as client:
        found = find_release(client, digest_of(layout.release / MANIFEST))
        if found is not None:
            return found
        import mlflow

        tags = version_tags(layout, manifest)
        with mlflow.start_run(experiment_id=experiment(client, uri), run_name=manifest.version) as run:
            mlflow.set_tags(tags)
            log_facts(layout)
            sections = read_params()
            log_nested(client, layout, flatten({name: sections[name] for name in LEARNING}))
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
        "policy_digest": digest_of(layout.seed / "POLICY.md")[:12],
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
