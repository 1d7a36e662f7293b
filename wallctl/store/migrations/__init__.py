"""What brings a room's database to the present schema; run by opening it."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection


def newest() -> str:
    """The schema this version of wallctl writes."""
    head = ScriptDirectory.from_config(_config()).get_current_head()
    if head is None:
        raise RuntimeError("no migrations are installed")
    return head


def present(connection: Connection) -> str:
    """The schema a database has; empty for a new one."""
    return MigrationContext.configure(connection).get_current_revision() or ""


def known(schema: str) -> bool:
    """Whether this version of wallctl can read a database of that schema."""
    return any(
        one.revision == schema for one in ScriptDirectory.from_config(_config()).walk_revisions()
    )


def upgrade(connection: Connection) -> None:
    """Brings the database to the newest schema within the connection's own transaction."""
    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _config() -> Config:
    config = Config()
    # A percent sign in a path would be read as an interpolation.
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config
