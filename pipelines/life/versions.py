"""A version of the registry: found by its number, its bundle downloaded."""

from pathlib import Path
from typing import TYPE_CHECKING

from models.bundle import BadBundle, read_manifest
from pipelines.faults import Stop
from pipelines.life.registry import NAME
from records.layout import Layout

if TYPE_CHECKING:
    from mlflow import MlflowClient
    from mlflow.entities.model_registry import ModelVersion


def find_version(client: "MlflowClient", version: str) -> "ModelVersion":
    """Raises Stop with the versions that there are."""
    known = {str(one.version): one for one in client.search_model_versions(f"name = '{NAME}'")}
    if version not in known:
        held = ", ".join(sorted(known, key=int)) or "none"
        raise Stop(f"The registry has no version {version} of {NAME}; it has {held}.")
    return known[version]


def download(version: "ModelVersion", layout: Layout, scratch: Path) -> Path:
    """The version's bundle, checked, somewhere under `scratch`. Raises Stop when it cannot be used."""
    import mlflow

    address = f"models:/{NAME}/{version.version}"
    model = Path(mlflow.artifacts.download_artifacts(address, dst_path=str(scratch)))
    bundle = model / "artifacts" / layout.release.name
    try:
        read_manifest(bundle)
    except BadBundle as fault:
        raise Stop(f"Version {version.version} cannot be used: {fault}") from None
    return bundle
