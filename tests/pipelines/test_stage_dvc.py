import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

from tests.pipelines.conftest import Lurewatch
from tests.pipelines.workspace import PROJECT, found, make_workspace, verdict, write_labels

STAGES = ("corpus", "dataset", "encoder", "pretrain", "finetune", "fit", "evaluate", "gate", "card")

pytestmark = [
    pytest.mark.timeout(600),
    pytest.mark.skipif(shutil.which("dvc", path=PROJECT / ".venv/bin") is None, reason="dvc is not in .venv"),
]


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project as a newcomer has it, with less seed and no model to compare with."""
    root = tmp_path_factory.mktemp("clone") / "lurewatch"
    git = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(git, cwd=PROJECT, capture_output=True, text=True, check=True).stdout
    wanted = re.compile(
        r"(records|features|models|pipelines|\.dvc)/|dvc\.yaml|dvc\.lock|\.dvcignore|\.gitignore"
    )
    for name in filter(wanted.match, listed.splitlines()):
        if (PROJECT / name).is_file() and not name.startswith("models/bundled/"):
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(PROJECT / name, root / name)
    make_workspace(root)
    (root / "models/bundled").mkdir()
    (root / "models/bundled/.gitkeep").touch()
    (root / "data/labels/.gitkeep").touch()
    (root / ".venv").symlink_to(PROJECT / ".venv")
    run(root, "git", "init", "-q")
    run(root, "git", "add", "-A")
    run(root, "git", "-c", "user.name=t", "-c", "user.email=t@t", "commit", "-q", "-m", "A clone")
    return root


def run(root: Path, *command: str) -> str:
    environment = {
        **os.environ,
        "PYTHONPATH": str(root),
        "NO_PROXY": "*",
        "https_proxy": "http://127.0.0.1:9",
    }
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, env=environment, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def repro(root: Path, *upto: str) -> str:
    return run(root, ".venv/bin/dvc", "repro", *upto)


def test_a_stage_has_one_name() -> None:
    stages = yaml.safe_load((PROJECT / "dvc.yaml").read_text(encoding="utf-8"))["stages"]
    params = yaml.safe_load((PROJECT / "params.yaml").read_text(encoding="utf-8"))
    assert tuple(stages) == STAGES
    for name, stage in stages.items():
        assert stage["cmd"] == f".venv/bin/lurewatch {name}"
        assert stage["params"][0] == name
        assert name in params
        assert (PROJECT / f"pipelines/{name}.py").exists()
        assert f"pipelines/{name}.py" in stage["deps"]
        assert all((PROJECT / path).exists() for path in stage["deps"] if not path.startswith("data/"))


ASK_FOR_TELEMETRY = """
import contextlib, sys
from pipelines import cli
sys.argv = ["lurewatch", "--help"]
with contextlib.suppress(SystemExit), contextlib.redirect_stdout(sys.stderr):
    cli.main()
import mlflow.telemetry
from huggingface_hub import constants
print(mlflow.telemetry.get_telemetry_client(), constants.HF_HUB_DISABLE_TELEMETRY)
"""


def test_telemetry_is_off_without_the_makefile() -> None:
    config = (PROJECT / ".dvc/config").read_text(encoding="utf-8")
    assert "analytics = false" in config
    assert "check_update = false" in config
    # Of the environment the path alone: MLflow is silent by itself where it sees CI or a test.
    bare = {"PATH": os.environ["PATH"], "HOME": os.environ["HOME"], "PYTHONPATH": str(PROJECT)}
    command = [PROJECT / ".venv/bin/python", "-c", ASK_FOR_TELEMETRY]
    done = subprocess.run(command, env=bare, capture_output=True, text=True, check=False)
    assert done.stdout == "None True\n", done.stderr


@pytest.mark.parametrize(
    "command",
    ["corpus", "dataset", "pretrain", "finetune", "fit", "evaluate", "gate", "card", "register", "bundle"],
)
def test_a_stage_does_not_pass_over_verdicts_that_lie_elsewhere(
    lurewatch: Lurewatch, tmp_path: Path, command: str
) -> None:
    """review writes them under LUREWATCH_DATA, where no stage looks."""
    (tmp_path / "project").mkdir()
    ran = lurewatch.run(command, cwd=tmp_path / "project", env={"PYTHONPATH": str(PROJECT)})
    assert ran.sentence == (
        f"lurewatch: LUREWATCH_DATA is {lurewatch.data}, but the stages work in data/ alone:"
        f" unset it, and copy {lurewatch.data}/labels to data/labels."
    )


def test_repro_from_a_fresh_clone_then_nothing_then_a_verdict(clone: Path) -> None:
    first = repro(clone)
    ran = re.findall(r"Running stage '(\w+)'", first)
    assert tuple(ran) == STAGES
    assert re.search(r"^corpus: 240 in = \d+ out \+ \d+ left out", first, re.MULTILINE)
    assert re.search(r"^gate: lurewatch-\w+ may go live", first, re.MULTILINE)
    assert json.loads((clone / "data/eval/run.json").read_text())["version"] == "1"
    changed = run(clone, "git", "status", "--short", "--untracked-files=all").split()
    assert set(changed[1::2]) <= {"dvc.lock"}

    second = repro(clone)
    assert "Running stage" not in second
    assert "Data and pipelines are up to date." in second

    text = "하노이 사무실 채팅 상담 직원 구해요 초보 환영 숙소 항공 지원 월 900 텔레 문의 @judged_0000"
    write_labels(clone / "data/labels", [found("board:1", text)], [verdict("board:1", "lure")])
    third = repro(clone, "dataset")
    assert re.findall(r"Running stage '(\w+)'", third) == ["corpus", "dataset"]
    assert re.search(r"^corpus: 241 in = ", third, re.MULTILINE)


def test_figures_and_plots_are_dvcs_to_show(clone: Path, tmp_path: Path) -> None:
    run(clone, "git", "add", "dvc.lock")
    run(clone, "git", "-c", "user.name=t", "-c", "user.email=t@t", "commit", "-q", "-m", "A model")
    compared = json.loads(run(clone, ".venv/bin/dvc", "metrics", "diff", "--all", "--json"))
    auc = compared["data/eval/metrics.json"]["test.auc"]
    assert auc["diff"] == 0
    assert 0 < auc["new"] <= 1
    assert 0 < compared["data/corpus/metrics.json"]["tfidf_auc"]["new"] <= 1
    run(clone, ".venv/bin/dvc", "plots", "show", "-o", str(tmp_path / "plots"))
    page = (tmp_path / "plots/index.html").read_text(encoding="utf-8")
    for title in ("Precision and recall", "ROC", "Reliability", "Threshold"):
        assert title in page
