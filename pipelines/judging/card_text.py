"""The model card in English and Korean, from measured facts only."""

from collections.abc import Sequence
from dataclasses import dataclass

from models.bundle import Manifest
from pipelines.dataset import About
from pipelines.evaluate import Evaluation
from pipelines.fit import CALIBRATED_AT
from pipelines.gate import Judgement
from pipelines.judging.metrics import Figure, SliceFigures
from pipelines.judging.splits import FINAL, TRAIN

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
    night_share: float

    @property
    def measured(self) -> dict[str, SliceFigures]:
        return {name: one for name, one in self.evaluation.slices.items() if one.figures}

    @property
    def train_ads(self) -> int:
        return self.about.splits[FINAL].ads

    @property
    def train_lures(self) -> int:
        return self.about.splits[FINAL].lures

    @property
    def train_copies(self) -> int:
        return self.about.splits[FINAL].copies

    @property
    def rehearsed_ads(self) -> int:
        return self.about.splits[TRAIN].ads

    @property
    def has_encoder(self) -> bool:
        return self.manifest.encoder is not None

    @property
    def calibrated_at(self) -> float:
        return float(self.manifest.about[CALIBRATED_AT])

    @property
    def threshold_at_night(self) -> float:
        """The chance that an ad at the threshold is a lure, where lures are as rare as is supposed."""
        odds = self.night_share / (1 - self.night_share) * (1 - self.calibrated_at) / self.calibrated_at
        value = self.manifest.threshold.value
        return value * odds / (value * odds + 1 - value)

    @property
    def verdicts(self) -> int:
        return int(self.manifest.about["train.verdicts"])


def in_brackets(figure: Figure) -> str:
    return f"{figure.value:.3f} [{figure.low:.3f}, {figure.high:.3f}]"


def figure_row(name: str, one: SliceFigures) -> str:
    shown = [
        in_brackets(one.figures[key]) for key in ("auc", "recall", "false_alarms", "ece", "ece_at_night")
    ]
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

{english_parts(facts)}

## Threshold

An ad is flagged from a risk of {threshold.value:.4f}. The budget: {threshold.budget:.2%} of our own
ordinary ads may be flagged; they are written as near twins of lures, so that far fewer of the ads of an
ordinary job board are. Chosen on {threshold.chosen}, on {threshold.on}.

{english_figures(facts)}
## Not known

- How many real lures it misses: nobody has counted those that no one flagged.
- How it does on honest overseas recruiters outside our own writing.
- What the risk means on a real night. It is a chance where {facts.calibrated_at:.0%} of the ads are lures
  and the others are written to resemble them. On the web lures are rare, and so are ads that resemble them:
  if {facts.night_share:.0%} were lures and the rest as hard as ours, an ad at the threshold would be one
  with a chance of {facts.threshold_at_night:.1%}; the rest is easier, so that the truth lies between.
  Read it as an order.
- How it does on text that is only in a picture, on other languages, and on tricks that came after
  {threshold.chosen}.

## Gate

{facts.judgement.sentence}
{notes(facts.judgement.notes)}
Licence: {facts.licence}; an encoder's weights their own (bundled: MIT, models/encoder_base/NOTICE); the
written ads CC BY 4.0. Training set {facts.manifest.about["train.digest"]}.
"""


def english_figures(facts: Facts) -> str:
    baselines = [
        f"| {name.replace('_', ' ')} | {auc_of(figures, 'test')} | {auc_of(figures, 'unseen_kind')} |"
        for name, figures in facts.evaluation.baselines.items()
    ]
    return f"""## Figures, with 95% intervals over campaigns

{
        table(
            [
                "slice",
                "lures",
                "ordinary",
                "AUC",
                "recall",
                "false alarms",
                "calibration error",
                "at night",
                "set",
            ],
            [figure_row(name, one) for name, one in facts.measured.items()],
        )
    }

`obfuscated` and `unseen_kind` are set against the ordinary ads of the test split; `test_disguised` is
the test split with words of both sides hidden by rules. The threshold was
chosen on `validation`, and how the encoder joins, so that its figures flatter. `test`, `obfuscated` and
`test_disguised` measure the model that ships; the other slices, from which that one has learned, measure
its rehearsal, made the same way from the {facts.rehearsed_ads:,} ads of the training split alone.
Calibration error: expected, over bins of risk; at night: the same with the risk moved to
{facts.night_share:.0%} lures (Bayes) and the ads weighted so.

{calibrations(facts, ("calibration, fitted on validation, measured on test", "error", "at night"))}

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

{korean_parts(facts)}

## 기준값

위험도 {threshold.value:.4f}부터 표시합니다. 우리가 쓴 보통 글의 {threshold.budget:.2%}까지 표시되는 것을
허용하는 값이며, 그 글들은 미끼와 닮게 쓴 것이라 일반 구인 게시판에서는 훨씬 적게 표시됩니다.
{threshold.chosen}에 정했습니다(검증용 보통 글, 자료 지문은 영어 카드에 있음).

{korean_figures(facts)}
## 모르는 것

- 실제 미끼를 얼마나 놓치는지: 아무도 표시하지 않은 글은 세어 본 사람이 없습니다.
- 우리가 쓴 글 밖의 정직한 해외 구인에서 어떤지.
- 실제 밤의 위험도가 뜻하는 것: 미끼가 {
        facts.calibrated_at:.0%}이고 나머지도 미끼를 닮은 자료에 맞춘 값입니다. 웹에서는 미끼도, 미끼를
  닮은 글도 드뭅니다. 미끼가 {
        facts.night_share:.0%}이고 나머지가 우리 글만큼 어렵다면 기준값의 글이 미끼일 확률은
  {facts.threshold_at_night:.1%}이고, 실제는 그 사이입니다. 확률이 아니라 순서로 읽으십시오.
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
            ["구간", "미끼", "보통", "AUC", "재현율", "오경보", "보정 오차", "밤 오차", "자료"],
            [figure_row(KOREAN_SLICES[name], one) for name, one in facts.measured.items()],
        )
    }

`test`, `obfuscated`, `test_disguised`는 배포하는 모델을, 나머지는 학습 글 {
        facts.rehearsed_ads:,}건만으로 같은
방법으로 만든 예행 모델을 잽니다. 밤 오차는 미끼가 {facts.night_share:.0%}라고 볼 때의 보정 오차입니다.

{calibrations(facts, ("보정 방법(검증으로 맞추고 시험으로 잼)", "오차", "밤 오차"))}

| 비교 모형 | 시험 AUC | 없던 유형 AUC |
|---|---|---|
{chr(10).join(baselines)}

시험 자료에서 자주 틀린 유형: {missed_kinds(facts.missed, "없음", "놓침", "잘못 표시")}.
"""


def english_parts(facts: Facts) -> str:
    if not facts.has_encoder:
        return (
            "It is a linear model on character n-grams and named features, with small trees over the"
            " features. No encoder joins it."
        )
    return """It joins a linear model on character n-grams and named features, small trees that hear what
features say together, and a fine-tuned encoder, which is asked about ads that
the linear model does not rule out. The bundled encoder is multilingual-e5-small, a
BERT of MiniLM size, cut to Korean and English and to its lower layers; it was not pre-trained on Korean
alone. It learned what the linear model could not say, from ads of our making; of others it knows less, so
that it is given a part of the weight which our validation ads would give it (params.yaml). It serves on
onnxruntime as int8, without torch; of a long ad the most innocent window speaks."""


def korean_parts(facts: Facts) -> str:
    if not facts.has_encoder:
        return "글자 n-gram과 이름 붙은 특징의 선형 모델에 특징들의 작은 나무를 얹었으며, 인코더는 없습니다."
    return """글자 n-gram과 이름 붙은 특징의 선형 모델에, 특징들이 함께 말하는 것을 듣는 작은 나무와
미세조정한 인코더를 더했습니다. 선형 모델이
배제하지 않은 글만 인코더가 읽습니다. 기본 인코더는 multilingual-e5-small(MiniLM 크기의 BERT)을 한국어와
영어 어휘, 아래쪽 층만 남긴 것으로, 한국어만으로 사전학습한 모델이 아닙니다. 선형 모델이 설명하지 못한
것을 우리가 쓴 글에서 배웠고, 다른 글은 덜 알기 때문에 검증용 글이 주는 가중치의 일부만 줍니다(params.yaml).
torch 없이 onnxruntime에서 int8로 실행하며, 긴 글에서는 가장 무고한 창이 말합니다."""


def calibrations(facts: Facts, head: tuple[str, str, str]) -> str:
    rows = [
        f"| {name} | {one['ece']:.3f} | {one['ece_at_night']:.4f} |"
        for name, one in facts.evaluation.calibrations.items()
    ]
    return table(head, rows)


def auc_of(figures: dict[str, dict[str, float]], slice_name: str) -> str:
    return f"{figures[slice_name]['auc']:.3f}" if slice_name in figures else "–"


def missed_kinds(missed: Sequence[Missed], none: str, lure: str, ordinary: str) -> str:
    shown = [f"{one.kind} ({one.rate:.0%} of {one.ads} {lure if one.lure else ordinary})" for one in missed]
    return ", ".join(shown) or none


def notes(lines: Sequence[str]) -> str:
    return "".join(f"\nNote: {line}." for line in lines) + ("\n" if lines else "")
