import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import chdir
from pathlib import Path

import grimp
import pandas as pd
import pytest

from models.scorer import Scorer
from pipelines.card import run as run_card
from pipelines.champion import champion_folder
from pipelines.faults import Stop
from pipelines.life.register import NEEDS, Registered, flatten, register
from pipelines.life.registry import NAME, connect
from pipelines.promote import find_champion, promote
from records.layout import Layout
from tests.pipelines.workspace import (
    HERE,
    NOON,
    PROJECT,
    copy_of,
    found,
    read_params,
    run_stages,
    write_params,
)

pytestmark = [
    pytest.mark.filterwarnings("ignore::UserWarning:mlflow"),
    pytest.mark.filterwarnings("ignore::FutureWarning:mlflow"),
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.timeout(600),
]


IMPOSSIBLE = {"slice": "test", "metric": "auc", "floor": 1.0, "digest": "any"}


@pytest.fixture(scope="module")
def desk(trained_once: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A workspace with a registry of three versions: 1 and 2 past the gate, 3 refused by it."""
    root = copy_of(trained_once, tmp_path_factory.mktemp("registry") / "work")
    with chdir(root):
        run_card(HERE, None)
    change(root, "fit", c=3.0)
    run_stages(root, "fit", "evaluate", "gate")
    with chdir(root):
        run_card(HERE, None)
    change(root, "gate", floors=[IMPOSSIBLE])
    run_stages(root, "gate")
    with chdir(root):
        run_card(HERE, None)
        yield root


def change(root: Path, section: str, **values: object) -> None:
    params = read_params(root)
    params[section] |= values
    write_params(root, params)


def champion_version() -> str:
    champion = find_champion(connect(None))
    assert champion is not None
    return str(champion.version)


def test_a_version_says_what_it_was_made_of(desk: Path) -> None:
    client = connect(None)
    versions = {int(one.version): one for one in client.search_model_versions(f"name = '{NAME}'")}
    assert [versions[at].tags["gate"] for at in (1, 2, 3)] == ["passed", "passed", "refused"]
    assert versions[1].tags["data_digest"] == versions[2].tags["data_digest"]
    run = client.get_run(versions[1].run_id)
    assert run.data.params["fit.ngram_bits"] == "14"
    assert 0.5 < run.data.metrics["test.auc"] <= 1
    assert {one.path for one in client.list_artifacts(run.info.run_id)} >= {"plots", "card.md", "gate.json"}
    kept = Registered.model_validate_json((desk / "data/eval/run.json").read_bytes())
    assert (kept.version, kept.run_id) == ("3", versions[3].run_id)


def test_a_version_keeps_what_was_learned_step_by_step(desk: Path) -> None:
    client = connect(None)
    run = client.get_run(client.get_model_version(NAME, "1").run_id)
    nested = client.search_runs(
        [run.info.experiment_id], filter_string=f"tags.`mlflow.parentRunId` = '{run.info.run_id}'"
    )
    by_name = {one.info.run_name: one for one in nested}
    assert {"finetune on train", "finetune on final", "baseline ngrams alone"} <= set(by_name)
    learned = by_name["finetune on train"]
    assert learned.data.params["finetune.epochs"] == "1"
    losses = client.get_metric_history(learned.info.run_id, "loss")
    assert [one.step for one in losses] == list(range(1, len(losses) + 1))
    assert len(losses) > 1
    assert 0 < by_name["baseline ngrams alone"].data.metrics["test.auc"] <= 1


def test_the_registered_model_takes_title_and_body(desk: Path) -> None:
    import mlflow

    model = mlflow.pyfunc.load_model(f"models:/{NAME}/1")
    assert model.metadata.get_input_schema().input_names() == ["title", "body"]
    rows = pd.DataFrame({"title": ["구인", ""], "body": ["프놈펜 TM 월 1500 숙식 제공 텔레 kim_0000", ""]})
    answer = model.predict(rows)
    assert list(answer.columns) == ["risk", "flagged"]
    assert answer["risk"].between(0, 1).all()
    assert answer["risk"][1] == 0


def test_a_version_that_the_gate_refused_is_not_promoted(desk: Path) -> None:
    with pytest.raises(Stop, match=r"Version 3 is not past the gate: .* its floor 1\.0000"):
        promote("3", HERE, None)
    assert find_champion(connect(None)) is None


def test_an_unknown_version_is_named_with_those_there_are(desk: Path) -> None:
    with pytest.raises(Stop, match="has no version 9 of lurewatch; it has 1, 2, 3"):
        promote("9", HERE, None)


def test_promote_then_the_way_back(desk: Path) -> None:
    change(desk, "gate", floors=[], tolerances=[])
    first = promote("1", HERE, None)
    assert champion_version() == "1"
    assert "version 1" in first
    change(desk, "gate", floors=[IMPOSSIBLE])
    with pytest.raises(Stop, match=r"Version 2 is not promoted: .* its floor 1\.0000"):
        promote("2", HERE, None)
    assert champion_version() == "1"
    change(desk, "gate", floors=[])
    second = promote("2", HERE, None)
    assert champion_version() == "2"
    assert "before it version 1" in second
    client = connect(None)
    assert str(client.get_model_version_by_alias(NAME, "previous").version) == "1"
    promote("1", HERE, None)
    assert champion_version() == "1"
    assert str(client.get_model_version_by_alias(NAME, "previous").version) == "2"


def test_the_champion_is_what_score_uses(desk: Path) -> None:
    change(desk, "gate", floors=[], tolerances=[])
    promote("2", HERE, None)
    folder = champion_folder(Layout(desk / "data"))
    assert folder == desk / "data/champion"
    scorer = Scorer.load(folder)
    tags = connect(None).get_model_version(NAME, "2").tags
    assert scorer.version == tags["model_version"]
    ((score, _),) = scorer.score([found("b:1", "프놈펜 상담 직원 모집 월 1500 텔레 kim_0000")], NOON)
    assert score.model_version == scorer.version


def test_a_version_judges_beside_the_champion_and_nothing_is_kept_of_it(desk: Path, tmp_path: Path) -> None:
    change(desk, "gate", floors=[], tolerances=[])
    promote("1", HERE, None)
    shutil.rmtree(desk / "data/champions/2", ignore_errors=True)
    (tmp_path / "ads.jsonl").write_text('{"ad_id": "a", "body": "프놈펜 TM 월 1500 텔레 kim_0000"}\n')
    command = [sys.executable, "-m", "pipelines.cli", "score", "ads.jsonl", "out.jsonl", "--also"]
    environment = {
        **os.environ,
        "LUREWATCH_DATA": str(desk / "data"),
        "MLFLOW_TRACKING_URI": f"sqlite:///{desk}/mlflow.db",
        "PYTHONPATH": str(PROJECT),
    }
    told = {"capture_output": True, "text": True, "env": environment, "cwd": tmp_path, "check": False}

    same = subprocess.run([*command, "1"], **told)
    second = subprocess.run([*command, "2"], **told)
    unknown = subprocess.run([*command, "9"], **told)

    assert "1 judged twice" in same.stdout, same.stderr
    assert "risk differs by 0.0000 on average and 0.0000 at most; 0 differ" in same.stdout
    assert "1 judged twice" in second.stdout
    assert "0.0000 at most" not in second.stdout
    assert (unknown.returncode, unknown.stderr) == (
        2,
        "lurewatch: The registry has no version 9 of lurewatch; it has 1, 2, 3.\n",
    )
    assert not (desk / "data/champions/2").exists()


def test_promoting_the_champion_again_only_restores_its_copy(desk: Path) -> None:
    change(desk, "gate", floors=[], tolerances=[])
    promote("1", HERE, None)
    (desk / "data/champion").unlink()
    promote("1", HERE, None)
    assert champion_version() == "1"
    assert Scorer.load(desk / "data/champion").threshold > 0


def test_a_folder_in_the_champions_place_is_left_alone(desk: Path, tmp_path: Path) -> None:
    change(desk, "gate", floors=[], tolerances=[])
    promote("1", HERE, None)
    mine = tmp_path / "data/champion"
    mine.mkdir(parents=True)
    with pytest.raises(Stop, match="move it away"):
        promote("2", Layout(tmp_path / "data"), None)
    assert mine.is_dir()
    assert champion_version() == "1"


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("http://lure:secret@127.0.0.1:9", "http://lure:***@127.0.0.1:9"),
        ("foo://lure:secret@x", "foo://lure:***@x"),
        ("file:///nowhere", "file:///nowhere"),
    ],
)
def test_a_registry_that_cannot_be_used_is_one_sentence(desk: Path, address: str, shown: str) -> None:
    command = [sys.executable, "-m", "pipelines.cli", "promote", "1"]
    environment = {
        **os.environ,
        "MLFLOW_TRACKING_URI": address,
        "PYTHONPATH": os.pathsep.join(sys.path),
    }
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    assert done.returncode == 2
    last = done.stderr.strip().splitlines()[-1]
    assert last.startswith(f"lurewatch: The model registry at {shown} cannot be used: ")
    assert "secret" not in done.stderr
    assert "Traceback" not in done.stderr


def test_a_folder_that_cannot_be_used_is_named_and_not_the_registry(desk: Path, tmp_path: Path) -> None:
    (tmp_path / "data").touch()
    with pytest.raises(Stop, match=r"^\S+/data/champions cannot be used: Not a directory\.$"):
        promote("1", Layout(tmp_path / "data"), None)


def test_what_serves_the_model_installs_what_it_imports() -> None:
    """Training's packages, the encoder's and the command line's are not needed there."""
    names = {"ahocorasick": "pyahocorasick"}
    house = grimp.build_graph("records", "features", "models", "pipelines", include_external_packages=True)
    reached = house.find_upstream_modules("pipelines.life.served")
    foreign = {name for name in reached if house.is_module_squashed(name)} - sys.stdlib_module_names
    assert {names.get(name, name) for name in foreign} == set(NEEDS)


def test_parameters_are_flat() -> None:
    assert flatten({"fit": {"c": 1, "deep": {"er": [2]}}}) == {"fit.c": 1, "fit.deep.er": [2]}


def test_a_release_that_is_there_already_adds_no_version(desk: Path) -> None:
    assert register(HERE, None).version == "3"
    assert len(connect(None).search_model_versions(f"name = '{NAME}'")) == 3


def test_run_json_is_plain_json(desk: Path) -> None:
    assert set(json.loads((desk / "data/eval/run.json").read_text())) == set(Registered.model_fields)
