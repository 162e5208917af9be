"""The risk model as MLflow serves it: columns title and body in, risk and flagged out.

MLflow keeps this file with the model and runs it at load time ("models from code"), so that
no pickle is involved. Nothing in lurewatch imports it.
"""

from datetime import UTC, datetime
from pathlib import Path

import mlflow
import pandas as pd
from mlflow.pyfunc.model import PythonModel, PythonModelContext

from models.scorer import Scorer
from records import JobAd


class ServedModel(PythonModel):
    def load_context(self, context: PythonModelContext) -> None:
        self.scorer = Scorer.load(Path(context.artifacts["bundle"]))

    def predict(
        self, context: PythonModelContext, model_input: pd.DataFrame, params: dict[str, object] | None = None
    ) -> pd.DataFrame:
        """One row an ad, in order; an ad without any text has risk 0."""
        now = datetime.now(UTC)
        texts = model_input.reindex(columns=["title", "body"]).fillna("")
        rows = [self._judge(str(title), str(body), now) for title, body in texts.itertuples(index=False)]
        return pd.DataFrame(rows, columns=["risk", "flagged"], index=model_input.index)

    def _judge(self, title: str, body: str, now: datetime) -> tuple[float, bool]:
        if not (title + body).strip():
            return 0.0, False
        ad = JobAd(ad_id="served", source="served", url="", fetched_at=now, title=title, body=body)
        ((score, _),) = self.scorer.score([ad], now)
        return score.risk, score.flagged


mlflow.models.set_model(ServedModel())
