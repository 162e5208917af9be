"""What the environment decides: addresses, secrets and where data lives.

Read by the three programs at their edge; the library never reads it.
"""

from pathlib import Path

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from records.layout import Layout


class Settings(BaseSettings):
    model_config = SettingsConfigDict(extra="ignore", populate_by_name=True)

    data: Path = Field(Path("data"), alias="LUREWATCH_DATA")
    """The data folder."""
    ledger_url: str | None = Field(None, alias="LEDGER_URL")
    """SQLAlchemy address of the ledger; a SQLite file under `data` when unset."""
    database_url: str | None = Field(None, alias="DATABASE_URL")
    """Address of the review database; a SQLite file under `data` when unset."""
    mlflow_uri: str | None = Field(None, alias="MLFLOW_TRACKING_URI")
    """MLflow's store; `mlflow.db` in the working folder when unset."""
    notify: str | None = Field(None, alias="LUREWATCH_NOTIFY")
    """Apprise addresses, space separated, that are told when the night is over."""
    review_hosts: str | None = Field(None, alias="LUREWATCH_HOSTS")
    """Host names, comma separated, of the HTTPS proxy before review; loopback always works."""
    secret_key: SecretStr | None = Field(None, alias="LUREWATCH_SECRET_KEY")
    """Django's secret key; one is made and kept under `data` when unset."""

    @property
    def layout(self) -> Layout:
        return Layout(self.data)
