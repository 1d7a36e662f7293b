"""Run by Alembic: one connection handed in, one transaction for all steps."""

from __future__ import annotations

from alembic import context

from wallctl.store.tables import METADATA

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    transactional_ddl=True,  # SQLite too: the journal begins its transactions itself
)
context.run_migrations()
