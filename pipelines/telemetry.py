"""No tool of ours calls home, whoever starts it. The environment may say otherwise."""

import os

OFF = {"MLFLOW_DISABLE_TELEMETRY": "true", "DO_NOT_TRACK": "true", "HF_HUB_DISABLE_TELEMETRY": "1"}


def switch_off_telemetry() -> None:
    for name, value in OFF.items():
        os.environ.setdefault(name, value)
