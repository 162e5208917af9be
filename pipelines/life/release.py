"""`lurewatch bundle`: makes the judged model the one that the repository ships."""

import shutil
from pathlib import Path

from models.bundle import BadBundle, Manifest, read_manifest, replace_folder
from pipelines.faults import Stop
from records.layout import Layout


def read_release(layout: Layout) -> Manifest:
    """Raises Stop when there is no released model that can be used."""
    try:
        return read_manifest(layout.release)
    except BadBundle as fault:
        raise Stop(f"{fault} Run `dvc repro` first.") from None


def ship(layout: Layout, bundled: Path) -> str:
    """Copies data/model/release to models/bundled. Raises Stop unless the gate let it pass."""
    manifest = read_release(layout)
    if manifest.about["gate"] != "passed":
        raise Stop(f"{manifest.version} did not pass the gate, see {layout.eval / 'gate.json'}.")
    part = bundled.with_name(bundled.name + ".part")
    shutil.rmtree(part, ignore_errors=True)
    shutil.copytree(layout.release, part)
    replace_folder(part, bundled)
    size = sum(path.stat().st_size for path in bundled.iterdir())
    return f"bundle: {bundled} is {manifest.version}, {size / 1e6:.1f} MB; commit it"
