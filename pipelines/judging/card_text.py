"""The model card in English and Korean, from measured facts only."""

from collections.abc import Sequence
from dataclasses import dataclass

from models.bundle import Manifest
from pipelines.dataset import About
from pipelines.evaluate import Evaluation
from pipelines.gate import Judgement
from pipelines.judging.metrics import Figure, SliceFigures
from pipelines.judging.splits import TRAIN

KOREAN_SLICES = {
    "validation": "검증",
    "test": "시험",
    "obfuscated": "글자를 바꾼 미끼",
    "test_disguised": "글자를 바꿔 본 시험",
    "unseen_kind": "학습에 없던 유형",
    "unseen_writer": "학습에 없던 작성자",
    "verdicts": "분석가가 판정한 실제 글",
}
KOREAN_BASELINES = {
    "features_alone": "특징만",
    "ngrams_alone": "글자 n-gram만",
    "length_alone": "글 길이만",
}


@dataclass(frozen=True)
class Missed:
    """A kind of ad the model errs on in the test split: `rate` of its `ads` are misjudged."""

    kind: str
    lure: bool
    ads: int
    rate: float


@dataclass(frozen=True)
class Facts:
    manifest: Manifest
    evaluation: Evaluation
    judgement: Judgement
    about: About
    missed: Sequence[Missed]
    licence: str

    @property
    def measured(self) -> dict[str, SliceFigures]:
        return {name: one for name, one in self.evaluation.slices.items() if one.figures}

    @property
    def train_ads(self) -> int:
        return self.about.splits[TRAIN].ads

    @property
    def train_lures(self) -> int:
        return self.about.splits[TRAIN].lures

    @property
    def train_copies(self) -> int:
        return self.about.splits[TRAIN].copies

    @property
    def verdicts(self) -> int:
        return int(self.manifest.about["train.verdicts"])


def in_brackets(figure: Figure) -> str:
    return f"{figure.value:.3f} [{figure.low:.3f}, {figure.high:.3f}]"


def figure_row(name: str, one: SliceFigures) -> str:
    shown = [in_brackets(one.figures[key]) for key in ("auc", "recall", "false_alarms", "ece")]
    return f"| {name} | {one.lures:,} | {one.ordinary:,} | {' | '.join(shown)} | {one.digest} |"


def table(head: Sequence[str], rows: Sequence[str]) -> str:
    return "\n".join(["| " + " | ".join(head) + " |", "|" + "---|" * len(head), *rows])


def write_card(facts: Facts) -> str:
    return f"{write_english(facts)}\n---\n\n{write_korean(facts)}"


def write_english(facts: Facts) -> str:
    threshold = facts.manifest.threshold
    return f"""# {facts.manifest.version}

Finds job ads that lure Koreans into scam compounds abroad. It ranks ads for an analyst, who
decides; it is no proof against anybody, and nothing may be published on its word alone.

**The training ads are written by us.** No whole, real, labelled set of such ads can be had, so
the project's people wrote {facts.train_ads - facts.verdicts:,} of the {facts.train_ads:,} training ads
({facts.train_lures:,} lures); {facts.verdicts:,} are real ads that analysts judged. Beside them stood
{facts.train_copies:,} changed copies of the same ads: words hidden, contacts and places redrawn, noise
and lines of a site around them. The figures
below say how well the model tells our lures from our ordinary ads, in campaigns it never saw. They
do not say how well it does on tonight's web.

## Threshold

An ad is flagged from a risk of {threshold.value:.4f}. The budget: {threshold.budget:.2%} of our own
ordinary ads may be flagged; they are written as near twins of lures, so that far fewer of the ads of an
ordinary job board are. Chosen on {threshold.chosen}, on {threshold.on}.

{english_figures(facts)}
## Not known

- How many real lures it misses: nobody has counted those that no one flagged.
- How it does on honest overseas recruiters outside our own writing.
- What the risk means on a real night: it is calibrated at {share_of_lures(facts):.0%} lures, and on the web
  lures are rare. Read it as an order, not as a chance.
- How it does on text that is only in a picture, on other languages, and on tricks that came after
  {threshold.chosen}.

## Gate

{facts.judgement.sentence}
{notes(facts.judgement.notes)}
Licence: {facts.licence}; the written ads CC BY 4.0. Training set {facts.manifest.about["train.digest"]}.
"""


def english_figures(facts: Facts) -> str:
    baselines = [
        f"| {name.replace('_', ' ')} | {auc_of(figures, 'test')} | {auc_of(figures, 'unseen_kind')} |"
        for name, figures in facts.evaluation.baselines.items()
    ]
    return f"""## Figures, with 95% intervals over campaigns

{
        table(
            ["slice", "lures", "ordinary", "AUC", "recall", "false alarms", "calibration error", "set"],
            [figure_row(name, one) for name, one in facts.measured.items()],
        )
    }

`obfuscated` and `unseen_kind` are set against the ordinary ads of the test split; `test_disguised` is
the test split with words of both sides hidden by rules. The threshold was
chosen on `validation`, whose false alarms therefore flatter.

| baseline | test AUC | unseen kinds AUC |
|---|---|---|
{chr(10).join(baselines)}

Most often misjudged in the test split: {missed_kinds(facts.missed, "none", "missed", "flagged")}.
"""


def write_korean(facts: Facts) -> str:
    threshold = facts.manifest.threshold
    verdict = "통과" if facts.judgement.passed else "거부"
    return f"""# {facts.manifest.version} (한국어)

한국인을 해외 범죄 단지로 유인하는 구인 글을 찾습니다. 분석가가 볼 순서를 정할 뿐이고 판단은 사람이
합니다. 누구에 대한 증거도 아니며, 이 결과만으로 공개해서는 안 됩니다.

**학습한 글은 우리가 썼습니다.** 실제 미끼 글을 모아 표시한 자료는 구할 수 없어, 학습 글
{facts.train_ads:,}건(미끼 {facts.train_lures:,}건) 가운데 {
        facts.train_ads - facts.verdicts:,}건은 직접 쓴 글이고
{facts.verdicts:,}건은 분석가가 판정한 실제 글입니다. 같은 글의 글자를
숨기거나 연락처와 지역, 주변 문구를 바꾼 사본 {
        facts.train_copies:,}건도 함께 학습했습니다. 아래 수치는 우리가 쓴 미끼와 우리가 쓴 보통 글을 처음
보는 캠페인에서 얼마나 가르는지를 말할 뿐, 오늘 밤 웹에서의 성능을 말하지 않습니다.

## 기준값

위험도 {threshold.value:.4f}부터 표시합니다. 우리가 쓴 보통 글의 {threshold.budget:.2%}까지 표시되는 것을
허용하는 값이며, 그 글들은 미끼와 닮게 쓴 것이라 일반 구인 게시판에서는 훨씬 적게 표시됩니다.
{threshold.chosen}에 정했습니다(검증용 보통 글, 자료 지문은 영어 카드에 있음).

{korean_figures(facts)}
## 모르는 것

- 실제 미끼를 얼마나 놓치는지: 아무도 표시하지 않은 글은 세어 본 사람이 없습니다.
- 우리가 쓴 글 밖의 정직한 해외 구인에서 어떤지.
- 실제 밤의 위험도가 뜻하는 것: 미끼가 {
        share_of_lures(facts):.0%}인 자료에 맞춘 값이고 웹에서 미끼는 드뭅니다.
  확률이 아니라 순서로 읽으십시오.
- 그림 속에만 있는 글, 다른 언어, {threshold.chosen} 뒤에 나온 수법.

## 관문

{verdict}. 자세한 까닭은 영어 카드에 있습니다.
"""


def korean_figures(facts: Facts) -> str:
    baselines = [
        f"| {KOREAN_BASELINES[name]} | {auc_of(figures, 'test')} | {auc_of(figures, 'unseen_kind')} |"
        for name, figures in facts.evaluation.baselines.items()
    ]
    return f"""## 수치 (캠페인 단위 95% 구간)

{
        table(
            ["구간", "미끼", "보통", "AUC", "재현율", "오경보", "보정 오차", "자료"],
            [figure_row(KOREAN_SLICES[name], one) for name, one in facts.measured.items()],
        )
    }

| 비교 모형 | 시험 AUC | 없던 유형 AUC |
|---|---|---|
{chr(10).join(baselines)}

시험 자료에서 자주 틀린 유형: {missed_kinds(facts.missed, "없음", "놓침", "잘못 표시")}.
"""


def share_of_lures(facts: Facts) -> float:
    return facts.train_lures / facts.train_ads


def auc_of(figures: dict[str, dict[str, float]], slice_name: str) -> str:
    return f"{figures[slice_name]['auc']:.3f}" if slice_name in figures else "–"


def missed_kinds(missed: Sequence[Missed], none: str, lure: str, ordinary: str) -> str:
    shown = [f"{one.kind} ({one.rate:.0%} of {one.ads} {lure if one.lure else ordinary})" for one in missed]
    return ", ".join(shown) or none


def notes(lines: Sequence[str]) -> str:
    return "".join(f"\nNote: {line}." for line in lines) + ("\n" if lines else "")
