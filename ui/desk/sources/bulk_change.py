"""What a change of many would do to each of them: the preview, computed by the same rules."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ui.common.labels import name_of
from ui.common.words import Words
from ui.desk.sources.typed import shown
from wallctl.domain import commands as c
from wallctl.domain.address import host_of, user_of
from wallctl.domain.decide import decide
from wallctl.domain.deciding.sources import addresses_of_many
from wallctl.domain.entities import Source
from wallctl.domain.show import Show


@dataclass(frozen=True, slots=True)
class Line:
    """One source that would change: its name, and each value before -> after, in words."""

    name: str
    changes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Outlook:
    """`lines` of those that change; `same` how many stay; `lost` how many would have to be told
    their password again, for it goes to no other host."""

    lines: tuple[Line, ...]
    same: int
    lost: int


def outlook(command: c.SourceUpdateMany, show: Show, words: Words) -> Outlook:
    """Raises Refused, as the engine would."""
    envelope = c.Envelope("preview", "", 0.0)
    decided = {one.key.id: one.after for one in decide(show, command, envelope)}
    lines = []
    lost = 0
    for id in dict.fromkeys(command.ids):
        before = show.sources[id]
        after = decided.get(id, before)
        if not isinstance(after, Source):
            continue
        said = list(_changes(before, after, words))
        if command.password is not None and _takes_password(before, command):
            said.append(f"{words('column.password')}: {words('bulk.new_password')}")
        elif before.secret and not after.secret:
            lost += 1
            said.append(f"{words('column.password')}: {words('bulk.password_gone')}")
        if said:
            lines.append(Line(name_of(before, words), tuple(said)))
    return Outlook(tuple(lines), len(set(command.ids)) - len(lines), lost)


def _takes_password(source: Source, command: c.SourceUpdateMany) -> bool:
    return any(user_of(one) and host_of(one) for one in addresses_of_many(source, command))


def _changes(before: Source, after: Source, words: Words) -> Sequence[str]:
    def value(source: Source, key: str) -> str:
        match key:
            case "kind" | "carrier":
                return words(f"{key}.{getattr(source, key).value}")
            case "tags":
                return "、".join(source.tags)
            case "user":
                return user_of(source.main)
            case "main" | "sub":
                return shown(getattr(source, key))
            case _:
                return str(getattr(source, key))

    said = []
    for key in ("kind", "department", "carrier", "tags", "main", "sub", "user"):
        old, new = value(before, key), value(after, key)
        if old != new:
            empty = words("bulk.empty")
            said.append(f"{words(f'column.{key}')}: {old or empty} → {new or empty}")
    return said
