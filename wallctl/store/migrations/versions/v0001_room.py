"""Entities, journal, outcomes and the journal's head."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    count = sa.BigInteger().with_variant(sa.Integer, "sqlite")
    op.create_table(
        "entities",
        sa.Column("entity", sa.Text, primary_key=True),
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("body", sa.LargeBinary, nullable=False),
        sa.Column("revision", count, nullable=False),
    )
    op.create_table(
        "journal",
        sa.Column("row", count, primary_key=True, autoincrement=False),
        sa.Column("revision", count, nullable=False),
        sa.Column("command_id", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("by", sa.Text, nullable=False),
        sa.Column("at", sa.Double, nullable=False),
        sa.Column("schema", sa.Text, nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
        sa.Column("previous", sa.Text, nullable=False),
        sa.Column("hash", sa.Text, nullable=False),
    )
    op.create_index("journal_command_id", "journal", ["command_id"], unique=True)
    op.create_index("journal_at", "journal", ["at"])
    op.create_table(
        "outcomes",
        sa.Column("command_id", sa.Text, primary_key=True),
        sa.Column("body", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "head",
        sa.Column("one", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("row", count, nullable=False),
        sa.Column("revision", count, nullable=False),
        sa.Column("hash", sa.Text, nullable=False),
    )
    op.execute("INSERT INTO head VALUES (1, 0, 0, '')")
