"""The history of alarms."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    count = sa.BigInteger().with_variant(sa.Integer, "sqlite")
    op.create_table(
        "alarms",
        sa.Column("number", count, primary_key=True, autoincrement=True),
        sa.Column("at", sa.Double, nullable=False),
        sa.Column("what", sa.Text, nullable=False),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("code", sa.Text, nullable=False),
        sa.Column("target", sa.Text, nullable=False),
        sa.Column("priority", sa.Text, nullable=False),
        sa.Column("raised_at", sa.Double, nullable=False),
        sa.Column("by", sa.Text, nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("cause", sa.Text, nullable=False),
        sa.Column("fields", sa.Text, nullable=False),
    )
    op.create_index("alarms_at", "alarms", ["at"])
    op.create_index("alarms_key", "alarms", ["key"])
