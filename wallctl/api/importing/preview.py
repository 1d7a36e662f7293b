"""A prepared import as the outside sees it."""

from __future__ import annotations

from wallctl.api.importing.batches import Batch
from wallctl.api.importing.matching import Row, RowState
from wallctl.domain.entities import Source
from wallctl.wire.importing import FieldChange, ImportPreview, ImportRow

_TEXTS = (
    "name",
    "name_en",
    "code",
    "kind",
    "department",
    "carrier",
    "place",
    "medium",
    "main",
    "sub",
    "player",
    "backup",
)
_HIDDEN = "***"


def preview_of(batch: Batch, revision: int) -> ImportPreview:
    return ImportPreview(
        digest=batch.digest,
        format=batch.table.format,
        revision=revision,
        new=batch.count(RowState.NEW),
        changed=batch.count(RowState.CHANGED),
        same=batch.count(RowState.SAME),
        failed=batch.count(RowState.FAILED),
        rows=tuple(_row(row) for row in batch.rows),
    )


def _row(row: Row) -> ImportRow:
    known = row.after or row.before
    return ImportRow(
        number=row.number,
        state=row.state.value,
        id=known.id if known else "",
        name=row.name,
        changes=differences(row.before, row.after),
        column=row.column,
        reason=row.reason,
        got=row.got,
    )


def differences(before: Source | None, after: Source | None) -> tuple[FieldChange, ...]:
    """What would differ; of one that is new, what it has."""
    if after is None:
        return ()
    old, new = _texts(before), _texts(after)
    other_password = before is not None and before.secret != after.secret
    return tuple(
        FieldChange(field=field, before=old[field], after=new[field])
        for field in new
        if old[field] != new[field] or (field == "password" and other_password)
    )


def _texts(source: Source | None) -> dict[str, str]:
    """By field; addresses show their user, never a password, and of the seal only that it is
    another."""
    if source is None:
        return dict.fromkeys((*_TEXTS, "transport", "tags", "password"), "")
    texts = {field: str(getattr(source, field)) for field in _TEXTS}
    texts["transport"] = source.options.transport.value
    texts["tags"] = "、".join(source.tags)
    texts["password"] = source.secret and _HIDDEN
    return texts
