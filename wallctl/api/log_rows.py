"""Rows of the journal as raw material for words: what changed, by name, without secrets."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from typing import Any

from wallctl.domain.address import redact
from wallctl.domain.show import Change
from wallctl.ports.journal import Logged
from wallctl.wire.entities import entity_out
from wallctl.wire.history import FieldChange, LogChange, LogRow

HIDDEN = frozenset({"program.confirm", "request.expire", "alarm.forget"})
"""What the engine writes for itself: nobody asked for it."""

CHANGES = 12  # told one by one
LONGEST = 80  # characters of a value
_NAMES = ("name", "title", "text", "scene", "source")


def row_out(logged: Logged) -> LogRow:
    entry, answer = logged.entry, logged.answer
    return LogRow(
        row=logged.row,
        revision=entry.revision,
        at=entry.at,
        by=entry.by,
        kind=entry.kind,
        detail=redact(entry.detail),
        undoes=entry.undoes,
        changes=tuple(_change(one) for one in entry.changes[:CHANGES]),
        more=max(0, len(entry.changes) - CHANGES),
        result=answer.result.value if answer is not None else "",
        code=answer.code if answer is not None else "",
    )


def matches(logged: Logged, wanted: str, kinds: Collection[str]) -> bool:
    """Whether the row is of one of the kinds, or names what is looked for."""
    if logged.entry.kind in HIDDEN:
        return False
    if not wanted and not kinds:
        return True
    if logged.entry.kind in kinds:
        return True
    return bool(wanted) and any(wanted in text.casefold() for text in _texts(logged))


def _texts(logged: Logged) -> Iterator[str]:
    entry = logged.entry
    yield from (entry.by, entry.kind, entry.detail)
    for one in entry.changes:
        yield one.key.id
        for side in (one.before, one.after):
            if side is not None:
                yield str(getattr(side, "name", ""))
                yield str(getattr(side, "name_en", ""))


def _change(change: Change) -> LogChange:
    kind = change.key.entity
    before = None if change.before is None else entity_out(kind, change.before)
    after = None if change.after is None else entity_out(kind, change.after)
    known = after or before or {}
    name = next((str(known[field]) for field in _NAMES if known.get(field)), change.key.id)
    what = "added" if before is None else "removed" if after is None else "changed"
    fields = tuple(_differences(before, after)) if before and after else ()
    return LogChange(entity=kind.value, id=change.key.id, name=name, what=what, fields=fields)


def _differences(before: dict[str, Any], after: dict[str, Any]) -> Iterator[FieldChange]:
    for field, new in after.items():
        old = before.get(field)
        if old != new:
            yield FieldChange(field=field, before=_short(old), after=_short(new))


def _short(value: Any) -> str:
    """A value as it can be read in a line; empty where it cannot."""
    if value is None:
        return ""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return redact(text) if len(text) <= LONGEST else ""
