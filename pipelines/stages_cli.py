"""The stages of dvc.yaml as commands, and the commands of a model's life.

Stages read and write the paths that dvc.yaml names, so LUREWATCH_DATA does not move them.
"""

from pathlib import Path
from typing import Annotated

import typer

from records.layout import Layout
from records.settings import Settings

app = typer.Typer()

HERE = Layout(Path("data"))


@app.command()
def corpus() -> None:
    """Stage: every labelled ad, written or judged, with its campaign."""
    from pipelines.corpus import run

    typer.echo(run(HERE))


@app.command()
def dataset() -> None:
    """Stage: the ads as read, in splits that no campaign crosses."""
    from pipelines.dataset import run

    typer.echo(run(HERE))


@app.command()
def encoder() -> None:
    """Stage: the pre-trained encoder, the bundled one or another."""
    from pipelines.encoder import run

    typer.echo(run(HERE))


@app.command()
def fit() -> None:
    """Stage: the risk model and its threshold."""
    from pipelines.fit import run

    typer.echo(run(HERE))


@app.command()
def evaluate() -> None:
    """Stage: figures and curves on ads the model never saw."""
    from pipelines.evaluate import run

    typer.echo(run(HERE))


@app.command()
def gate() -> None:
    """Stage: whether the model may go live, against the champion and the floors."""
    from pipelines.champion import champion_folder
    from pipelines.gate import run

    typer.echo(run(HERE, champion_folder(Settings().layout)))


@app.command()
def card() -> None:
    """Stage: the judged bundle with its card, kept in the registry."""
    from pipelines.card import run

    typer.echo(run(HERE, Settings().mlflow_uri))


@app.command()
def register() -> None:
    """Puts the released bundle into the registry, where it is not there yet."""
    from pipelines.life.register import register as register_release

    registered = register_release(HERE, Settings().mlflow_uri)
    typer.echo(f"register: {registered.model_version} is version {registered.version} of {registered.name}")


@app.command()
def promote(version: Annotated[str, typer.Argument(help="A version number of the registry.")]) -> None:
    """Makes a version the champion, only past the gate; an earlier champion is let back."""
    from pipelines.promote import promote as promote_version

    settings = Settings()
    typer.echo(promote_version(version, settings.layout, settings.mlflow_uri))


@app.command()
def bundle() -> None:
    """Makes the judged model the one that the repository ships (models/bundled)."""
    from models import BUNDLED
    from pipelines.life.release import ship

    typer.echo(ship(HERE, BUNDLED))
