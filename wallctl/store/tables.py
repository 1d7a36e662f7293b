"""The tables of a room. What builds them in a database is in `migrations`."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    Double,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
)

METADATA = MetaData()
_COUNT = BigInteger().with_variant(Integer, "sqlite")  # SQLite's row number

ENTITIES = Table(
    "entities",
    METADATA,
    Column("entity", Text, primary_key=True),
    Column("id", Text, primary_key=True),
    Column("body", LargeBinary, nullable=False),
    Column("revision", _COUNT, nullable=False),
)

# `row` counts all rows: an audited action is a row too, and does not advance the show's revision.
JOURNAL = Table(
    "journal",
    METADATA,
    Column("row", _COUNT, primary_key=True, autoincrement=False),
    Column("revision", _COUNT, nullable=False),
    Column("command_id", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("at", Double, nullable=False),
    Column("schema", Text, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("previous", Text, nullable=False),
    Column("hash", Text, nullable=False),
    Index("journal_command_id", "command_id", unique=True),
    Index("journal_at", "at"),
)

OUTCOMES = Table(
    "outcomes",
    METADATA,
    Column("command_id", Text, primary_key=True),
    Column("body", LargeBinary, nullable=False),
)

# One row: how far the journal goes, so that a journal cut short is seen.
HEAD = Table(
    "head",
    METADATA,
    Column("one", Integer, primary_key=True, autoincrement=False),
    Column("row", _COUNT, nullable=False),
    Column("revision", _COUNT, nullable=False),
    Column("hash", Text, nullable=False),
)

# Who is signed in; `id` is the hash of a token.
SESSIONS = Table(
    "sessions",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("user", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("peer", Text, nullable=False),
    Column("at", Double, nullable=False),
    Column("used_at", Double, nullable=False),
    Column("ends_at", Double, nullable=False),
    Column("reason", Text, nullable=False),
    Column("mark", Text, nullable=False),
)

# Lines are numbered as they come: one taken out leaves a gap.
ALARMS = Table(
    "alarms",
    METADATA,
    Column("number", _COUNT, primary_key=True, autoincrement=True),
    Column("at", Double, nullable=False),
    Column("what", Text, nullable=False),
    Column("key", Text, nullable=False),
    Column("code", Text, nullable=False),
    Column("target", Text, nullable=False),
    Column("priority", Text, nullable=False),
    Column("raised_at", Double, nullable=False),
    Column("by", Text, nullable=False),
    Column("note", Text, nullable=False),
    Column("cause", Text, nullable=False),
    Column("fields", Text, nullable=False),
    Index("alarms_at", "at"),
    Index("alarms_key", "key"),
)
