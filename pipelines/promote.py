"""`lurewatch promote VERSION`: the only way live, and by the same command the way back."""

import shutil
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from models.bundle import replace_folder
from pipelines.evaluate import Evaluation
from pipelines.faults import Stop
from pipelines.gate import GateParams, Judgement, judge
from pipelines.judging.rival import rival_from
from pipelines.life.registry import NAME, registry
from pipelines.life.versions import download, find_version
from pipelines.params import read_section
from records.layout import Layout

if TYPE_CHECKING:
    from mlflow import MlflowClient
    from mlflow.entities.model_registry import ModelVersion

CHAMPION, PREVIOUS = "champion", "previous"


def promote(version: str, layout: Layout, uri: str | None) -> str:
    """Moves the alias `champion` and the copy that `score` uses. Raises Stop when refused."""
    refuse_foreign(layout.champion)
    with registry(uri) as client:
        wanted = find_version(client, version)
        champion = find_champion(client)
        refuse_ungated(wanted)
        if champion is not None and "promoted" not in wanted.tags:
            refuse_worse(wanted, champion)
        folder = fetch(wanted, layout)
        if champion is not None and champion.version != wanted.version:
            client.set_registered_model_alias(NAME, PREVIOUS, champion.version)
        client.set_model_version_tag(NAME, wanted.version, "promoted", datetime.now(UTC).isoformat())
        client.set_registered_model_alias(NAME, CHAMPION, wanted.version)
    point_to(layout.champion, folder)
    before = f"; before it version {champion.version}" if champion else ""
    return f"champion: version {wanted.version} ({wanted.tags['model_version']}){before}"


def find_champion(client: "MlflowClient") -> "ModelVersion | None":
    """The version under the alias, None before the first promotion."""
    for model in client.search_registered_models(f"name = '{NAME}'"):
        if CHAMPION in model.aliases:
            return client.get_model_version(NAME, str(model.aliases[CHAMPION]))
    return None


def refuse_ungated(version: "ModelVersion") -> None:
    if version.tags.get("gate") != "passed":
        why = version.tags.get("gate_says", "the gate has not judged it.")
        raise Stop(f"Version {version.version} is not past the gate: {why}")


def refuse_worse(version: "ModelVersion", champion: "ModelVersion") -> None:
    """The champion may have changed since the gate judged, so that the figures are asked again.

    A version that was champion before is let back without this: that is the way back.
    """
    judged = Judgement.model_validate_json(kept_text(champion, "gate.json"))
    rival = rival_from(evaluation_of(champion), judged.floors)
    judgement = judge(evaluation_of(version), rival, read_section("gate", GateParams))
    if not judgement.passed:
        raise Stop(f"Version {version.version} is not promoted: {judgement.sentence}")


def evaluation_of(version: "ModelVersion") -> Evaluation:
    return Evaluation.model_validate_json(kept_text(version, "evaluation.json"))


def kept_text(version: "ModelVersion", name: str) -> str:
    import mlflow

    return str(mlflow.artifacts.load_text(f"runs:/{version.run_id}/{name}"))


def fetch(version: "ModelVersion", layout: Layout) -> Path:
    """The version's bundle in data/champions/VERSION, checked."""
    folder = layout.champions / str(version.version)
    folder.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=folder.parent, prefix=".fetch-") as scratch:
        bundle = download(version, layout, Path(scratch))
        replace_folder(Path(shutil.move(bundle, f"{folder}.new")), folder)
    return folder


def refuse_foreign(link: Path) -> None:
    if link.exists() and not link.is_symlink():
        raise Stop(f"{link} was not put there by promote; move it away, then promote again.")


def point_to(link: Path, folder: Path) -> None:
    """Makes `link` lead to its sibling folder in one step, so that no reader finds it missing."""
    new = link.with_name(link.name + ".new")
    new.unlink(missing_ok=True)
    new.symlink_to(folder.relative_to(link.parent), target_is_directory=True)
    new.replace(link)
