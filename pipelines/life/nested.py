"""Runs within a release's run: what each encoder learned, step by step, and what each baseline reached."""

import time
from typing import TYPE_CHECKING

import pandas as pd

from pipelines.evaluate import load_evaluation
from pipelines.finetune import CURVE
from pipelines.judging.splits import FINAL, TRAIN
from records.layout import Layout

if TYPE_CHECKING:
    from mlflow import ActiveRun, MlflowClient

METRICS_A_BATCH = 1000
"""What MLflow takes at once."""


def log_nested(client: "MlflowClient", layout: Layout, params: dict[str, object]) -> None:
    """Nested runs of the open run; `params` are those of the encoder and its fine-tuning."""
    for name in (TRAIN, FINAL):
        curve = layout.finetuned / name / CURVE
        if curve.exists():
            log_finetuning(client, name, pd.read_csv(curve), params)
    for baseline, slices in load_evaluation(layout.eval / "evaluation.json").baselines.items():
        log_baseline(baseline, slices)


def nested_run(name: str) -> "ActiveRun":
    """Under the open run, and in its experiment: MLflow would take the default one."""
    import mlflow

    above = mlflow.active_run()
    if above is None:
        raise RuntimeError(f"{name} needs a run to stand under")
    return mlflow.start_run(run_name=name, nested=True, experiment_id=above.info.experiment_id)


def log_finetuning(client: "MlflowClient", name: str, curve: pd.DataFrame, params: dict[str, object]) -> None:
    import mlflow
    from mlflow.entities import Metric

    now = int(time.time() * 1000)
    points = [
        Metric(column, float(row[column]), now, int(row["step"]))
        for row in curve.to_dict("records")
        for column in ("loss", "smooth")
    ]
    with nested_run(f"finetune on {name}") as run:
        mlflow.log_params(params)
        for first in range(0, len(points), METRICS_A_BATCH):
            client.log_batch(run.info.run_id, metrics=points[first : first + METRICS_A_BATCH])


def log_baseline(name: str, slices: dict[str, dict[str, float]]) -> None:
    import mlflow

    with nested_run(f"baseline {name.replace('_', ' ')}"):
        mlflow.log_metrics(
            {f"{at}.{metric}": value for at, one in slices.items() for metric, value in one.items()}
        )
