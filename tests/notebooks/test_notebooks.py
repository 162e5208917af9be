"""The notebooks themselves are run by pytest's --nbmake; here is what a reader may expect of the files."""

import json
import re
from pathlib import Path

import pytest

NOTEBOOKS = sorted((Path(__file__).parents[2] / "notebooks").glob("*.ipynb"))


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.name)
def test_a_notebook_is_numbered_and_committed_without_outputs(path: Path) -> None:
    assert re.fullmatch(r"\d\d-[a-z-]+\.ipynb", path.name)
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    assert cells[0]["cell_type"] == "markdown"
    for cell in cells:
        assert not cell.get("outputs")
        assert cell.get("execution_count") is None


def test_there_is_a_notebook_on_the_corpus() -> None:
    assert "01-read-the-corpus.ipynb" in {path.name for path in NOTEBOOKS}
