"""The ledger: the memory across nights, in SQLite or, by LEDGER_URL, in PostgreSQL."""

from collections.abc import Iterator
from contextlib import contextmanager

from rensa import RMinHash
from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    Float,
    ForeignKey,
    Index,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    create_engine,
    event,
    insert,
    select,
)
from sqlalchemy.engine import URL, Engine, make_url
from sqlalchemy.exc import ArgumentError, DatabaseError, InterfaceError, NoSuchModuleError, OperationalError

from pipelines.faults import Stop
from records.settings import Settings

SCHEMA = "1"
SIGNATURES = f"rensa {RMinHash.ALGORITHM_VERSION}"
"""Signatures made another way cannot be compared with today's."""

Moment = String(40)
"""A UTC time as ISO 8601, which sorts as text and loses no time zone on SQLite."""

metadata = MetaData()

info = Table(
    "info", metadata, Column("key", String(40), primary_key=True), Column("value", Text, nullable=False)
)

wordings = Table(
    "wordings",
    metadata,
    Column("wording", String(32), primary_key=True),
    Column("text", LargeBinary, nullable=False),
    Column("signature", LargeBinary),
    Column("last_night", String(10), nullable=False),
)
"""What ads say, contacts left out, each text once; `signature` is null where it is too short to compare."""

campaigns = Table(
    "campaigns",
    metadata,
    Column("campaign_id", String(300), primary_key=True),
    Column("founder", String(300), nullable=False),
    Column("founded", Moment, nullable=False),
    Column("night", String(10), nullable=False),
)
"""Never removed: a campaign that turned out to be another stays here, and in `merges`."""

merges = Table(
    "merges",
    metadata,
    Column("gone", String(300), ForeignKey("campaigns.campaign_id"), primary_key=True),
    Column("into", String(300), ForeignKey("campaigns.campaign_id"), nullable=False),
    Column("night", String(10), nullable=False),
)

ads = Table(
    "ads",
    metadata,
    Column("ad_id", String(300), primary_key=True),
    Column("source", String(300), nullable=False),
    Column("url", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("first_seen", Moment, nullable=False),
    Column("last_seen", Moment, nullable=False),
    Column("night", String(10), nullable=False, index=True),
    Column("digest", String(32), nullable=False),
    Column("wording", String(32), ForeignKey("wordings.wording"), nullable=False, index=True),
    Column("risk", Float, nullable=False),
    Column("flagged", Boolean, nullable=False),
    Column("campaign_id", String(300), ForeignKey("campaigns.campaign_id"), index=True),
)
"""Each ad as it last was; `night` is the night of that revision."""

revisions = Table(
    "revisions",
    metadata,
    Column("ad_id", String(300), ForeignKey("ads.ad_id"), primary_key=True),
    Column("digest", String(32), primary_key=True),
    Column("wording", String(32), ForeignKey("wordings.wording"), nullable=False, index=True),
    Column("night", String(10), nullable=False),
    Column("seen_at", Moment, nullable=False),
    Column("risk", Float, nullable=False),
    Column("flagged", Boolean, nullable=False),
    Column("model_version", String(300), nullable=False),
)

contacts = Table(
    "contacts",
    metadata,
    Column("ad_id", String(300), ForeignKey("ads.ad_id"), primary_key=True),
    Column("type", String(20), primary_key=True),
    Column("value", String(1000), primary_key=True),
    Column("night", String(10), nullable=False),
    Index("contacts_by_value", "type", "value"),
)

alerts = Table(
    "alerts",
    metadata,
    Column("alert_id", String(300), primary_key=True),
    Column("ad_id", String(300), ForeignKey("ads.ad_id"), nullable=False, index=True),
    Column("digest", String(32), nullable=False),
    Column("wording", String(32), ForeignKey("wordings.wording"), nullable=False),
    Column("campaign_id", String(300), ForeignKey("campaigns.campaign_id"), nullable=False, index=True),
    Column("night", String(10), nullable=False, index=True),
    Column("risk", Float, nullable=False),
    Column("record", LargeBinary, nullable=False),
)

copies = Table(
    "copies",
    metadata,
    Column("alert_id", String(300), ForeignKey("alerts.alert_id"), primary_key=True),
    Column("ad_id", String(300), ForeignKey("ads.ad_id"), primary_key=True, index=True),
    Column("digest", String(32), nullable=False),
    Column("night", String(10), nullable=False, index=True),
)
"""Which ads an alert stands for besides its own."""


class Ledger:
    """One database. Raises Stop with one sentence when it is away, full or not a ledger of ours."""

    def __init__(self, url: URL) -> None:
        self.name = url.render_as_string(hide_password=True)
        self._engine = _engine(url)
        with self.writing() as connection:
            metadata.create_all(connection)
            _check_version(connection, self.name)

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """One transaction: all of the block is remembered, or nothing."""
        try:
            with self._engine.begin() as connection:
                yield connection
        except (OperationalError, InterfaceError) as error:
            raise Stop(f"The ledger {self.name} cannot be used: {_first_line(error)}.") from None
        except DatabaseError as error:
            if type(error) is not DatabaseError:
                raise
            raise Stop(f"The ledger {self.name} is damaged: {_first_line(error)}.") from None

    def close(self) -> None:
        self._engine.dispose()


@contextmanager
def open_ledger(settings: Settings) -> Iterator[Ledger]:
    ledger = Ledger(ledger_url(settings))
    try:
        yield ledger
    finally:
        ledger.close()


def ledger_url(settings: Settings) -> URL:
    if not settings.ledger_url:
        path = settings.layout.ledger
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise Stop(f"{path.parent} cannot be made: {error.strerror}.") from None
        return URL.create("sqlite", database=str(path))
    try:
        url = make_url(settings.ledger_url)
    except ArgumentError:
        raise Stop("LEDGER_URL is no database address, such as postgresql://user@host/ledger.") from None
    return url.set(drivername="postgresql+psycopg") if url.drivername in ("postgres", "postgresql") else url


def _engine(url: URL) -> Engine:
    try:
        if url.get_backend_name() != "sqlite":
            return create_engine(url, connect_args={"connect_timeout": 5})
        engine = create_engine(url, connect_args={"timeout": 15})
    except (ArgumentError, NoSuchModuleError, ModuleNotFoundError) as error:
        raise Stop(f"LEDGER_URL cannot be used: {error}.") from None

    @event.listens_for(engine, "connect")
    def set_up(connection, _record):  # type: ignore[no-untyped-def]
        cursor = connection.cursor()
        for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    return engine


def _check_version(connection: Connection, name: str) -> None:
    ours = {"schema": SCHEMA, "signatures": SIGNATURES}
    found = {row.key: row.value for row in connection.execute(select(info))}
    if not found:
        connection.execute(insert(info), [{"key": key, "value": value} for key, value in ours.items()])
    elif found != ours:
        theirs = ", ".join(f"{key} {value}" for key, value in sorted(found.items()))
        mine = ", ".join(f"{key} {value}" for key, value in sorted(ours.items()))
        raise Stop(f"The ledger {name} was made by another lurewatch ({theirs}); this one reads {mine}.")


def _first_line(error: DatabaseError | InterfaceError) -> str:
    return str(error.orig).strip().splitlines()[0].rstrip(".")
