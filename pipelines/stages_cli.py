"""The stages of dvc.yaml as commands, and the commands of a model's life.

Stages read and write the paths that dvc.yaml names, so LUREWATCH_DATA cannot move them.
"""

from pathlib import Path
from typing import Annotated

import typer

from pipelines.faults import Stop
from records.layout import Layout
from records.settings import Settings

app = typer.Typer()

HERE = Layout(Path("data"))


def here() -> Layout:
    """Raises Stop where the other programs work elsewhere: the verdicts there would be passed over."""
    chosen = Settings().data
    if chosen.resolve() != HERE.root.resolve():
        raise Stop(
            f"LUREWATCH_DATA is {chosen}, but the stages work in data/ alone:"
            f" unset it, and copy {chosen}/labels to data/labels."
        )
    return HERE


@app.command()
def corpus() -> None:
    """Stage: every labelled ad, written or judged, with its campaign."""
    from pipelines.corpus import run

    typer.echo(run(here()))


@app.command()
def dataset() -> None:
    """Stage: the ads as read, in splits that no campaign crosses."""
    from pipelines.dataset import run

    typer.echo(run(here()))


@app.command()
def encoder() -> None:
    """Stage: the pre-trained encoder, the bundled one or another."""
    from pipelines.encoder import run

    typer.echo(run(here()))


@app.command()
def pretrain() -> None:
    """Stage: the encoder reads ads without labels, if params.yaml asks for it."""
    from pipelines.pretrain import run

    typer.echo(run(here()))


@app.command()
def finetune() -> None:
    """Stage: the encoder, fine-tuned on the training ads; a killed run goes on where it stopped."""
    from pipelines.finetune import run

    typer.echo(run(here()))


@app.command()
def fit() -> None:
    """Stage: the risk model and its threshold."""
    from pipelines.fit import run

    typer.echo(run(here()))


@app.command()
def evaluate() -> None:
    """Stage: figures and curves on ads the model never saw."""
    from pipelines.evaluate import run

    typer.echo(run(here()))


@app.command()
def gate() -> None:
    """Stage: whether the model may go live, against the champion and the floors."""
    from pipelines.champion import champion_folder
    from pipelines.gate import run

    typer.echo(run(here(), champion_folder(HERE)))


@app.command()
def card() -> None:
    """Stage: the judged bundle with its card, kept in the registry."""
    from pipelines.card import run

    typer.echo(run(here(), Settings().mlflow_uri))


@app.command()
def register() -> None:
    """Puts the released bundle into the registry, where it is not there yet."""
    from pipelines.life.register import register as register_release

    registered = register_release(here(), Settings().mlflow_uri)
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

    typer.echo(ship(here(), BUNDLED))
