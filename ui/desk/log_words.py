"""A row of the journal in words: who did what to which, and what came of it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import datetime

from ui.common.glyphs import Glyph
from ui.common.labels import name_of
from ui.common.tokens import DARK
from ui.common.words import Words
from ui.desk.alarm_words import said
from wallctl.domain.devices.entities import Device
from wallctl.domain.show import Show
from wallctl.wire.history import FieldChange, LogChange, LogRow

_ABOUT: Mapping[str, frozenset[str]] = {
    "scene.recall": frozenset({"preview", "program"}),
    "scene.save": frozenset({"scene"}),
    "scene.update": frozenset({"scene"}),
    "scene.remove": frozenset({"scene"}),
    "wall.take": frozenset({"program"}),
    "wall.restore": frozenset({"program"}),
    "wall.full": frozenset({"program"}),
    "site.apply": frozenset({"room"}),
}
"""What an operation is about, beside all else that it changes."""

_OF_NOBODY = frozenset(
    {"acked_raise", "acked_at", "shelved_at", "reset_raise", "reset_at", "at", "serial", "by"}
    | {"confirmed", "history", "under"}
)
"""Fields that say nothing to a reader: when and who is at the head of the row."""

MARKS = {
    "done": (Glyph.CHECK, DARK.text),
    "part": (Glyph.PART, DARK.pending),
    "failed": (Glyph.CROSS, DARK.fault),
}


def did(row: LogRow, words: Words) -> str:
    key = f"did.{row.kind}"
    return words(key) if words.has(key) else row.kind


def result_of(row: LogRow, words: Words) -> str:
    """How it ended, with the reason where it is not simply done."""
    ended = words(f"journal.result.{row.result or 'unknown'}")
    if row.result == "done" or not row.code:
        return ended
    key = next((k for k in (f"refusal.{row.code}", f"reason.{row.code}") if words.has(k)), "")
    return f"{ended} · {words(key) if key else row.code}"


def what_of(row: LogRow, show: Show, words: Words, most: int = 2) -> str:
    """What it was about, in a line."""
    about = [one for one in row.changes if one.entity in _ABOUT.get(row.kind, ())]
    if row.kind == "scene.recall":
        names = [name_of(show.scenes.get(one.name), words, one.name) for one in about[:1]]
    else:
        names = list(dict.fromkeys(_name(one, show, words) for one in about or row.changes))
    if not names:
        return row.detail
    told = "、".join(names[:most]) if words.lang == "zh" else ", ".join(names[:most])
    count = len(row.changes) + row.more
    if not about and (len(names) > most or row.more):
        told = f"{told} {words('journal.and_more', n=count)}"
    return told


def lines_of(row: LogRow, show: Show, words: Words) -> Iterator[str]:
    """Everything that changed, a line for each entity."""
    if row.detail:
        yield row.detail
    for one in row.changes:
        name = _name(one, show, words)
        if one.what != "changed":
            yield words(f"journal.{one.what}", name=name)
            continue
        between = "；" if words.lang == "zh" else "; "
        fields = [f for f in one.fields if f.field not in _OF_NOBODY]
        told = between.join(_field(f, show, words) for f in fields)
        yield words("journal.changed", name=name, fields=told) if told else name
    if row.more:
        yield words("journal.and_more", n=len(row.changes) + row.more)
    if row.undoes:
        yield words("journal.undoes", n=row.undoes)


def _name(one: LogChange, show: Show, words: Words) -> str:
    if one.entity == "tile":
        return name_of(show.sources.get(one.name), words, one.name)
    if one.entity in ("program", "preview", "overlay"):
        return name_of(show.walls.get(one.id), words, one.id)
    if one.entity == "alarm":
        return _alarm(one.id, show, words)
    if one.entity == "audio_bus" and words.has(f"audio.bus.{one.id}"):
        return words(f"audio.bus.{one.id}")
    if one.entity == "audio_follow":
        return words("audio.rule")
    if one.entity == "source_sound":
        return name_of(show.sources.get(one.id), words, one.id)
    if one.entity in ("device", "desired"):
        device, _, key = one.id.partition("/")
        known = name_of(show.all(Device).get(device), words, one.name or device)
        return f"{known} · {key}" if key else known
    tables = {"source": show.sources, "scene": show.scenes, "wall": show.walls, "room": show.rooms}
    return name_of(tables.get(one.entity, {}).get(one.id), words, one.name)


def _alarm(key: str, show: Show, words: Words) -> str:
    """An alarm by its key alone: what it held besides is in the alarms' own history."""
    code, _, target = key.partition(":")
    kind, _, name = target.partition("/")
    fields = {"source": target, "wall": target, "output": target}
    if kind in ("carrier", "department"):
        fields = {kind: name}
    if code.startswith("device_"):
        fields = {"device": kind}
    told = said(code, target, {k: v for k, v in fields.items() if v}, show, words)
    return told.what


def _field(one: FieldChange, show: Show, words: Words) -> str:
    key = f"field.{one.field}"
    name = words(key) if words.has(key) else one.field
    if not one.before and not one.after:
        return words("journal.field_only", field=name)
    sides = (_value(one.field, side, show, words) for side in (one.before, one.after))
    before, after = sides
    return words("journal.field", field=name, before=before, after=after)


def _value(field: str, value: str, show: Show, words: Words) -> str:
    if not value:
        return words("value.none")
    if value in ("true", "false"):
        return words(f"value.{value}")
    if field.endswith(("_at", "_until")):
        return _time(value)
    if field == "source":
        return name_of(show.sources.get(value), words, value)
    if field == "scene":
        return name_of(show.scenes.get(value), words, value)
    if field == "rect":
        return _rect(value)
    if field == "rule" and words.has(f"audio.rule.{value}"):
        return words(f"audio.rule.{value}")
    for kind in ("kind", "carrier", "fit", "role"):
        if field == kind and words.has(f"{kind}.{value}"):
            return words(f"{kind}.{value}")
    return value


def _time(value: str) -> str:
    """Epoch s as date and time; what is none stays as it is."""
    try:
        at = float(value)
        return datetime.fromtimestamp(at).strftime("%m-%d %H:%M:%S") if at > 0 else "-"
    except (ValueError, OverflowError, OSError):
        return value


def _rect(value: str) -> str:
    try:
        rect = json.loads(value)
        return f"{rect['x']},{rect['y']} {rect['w']}×{rect['h']}"
    except (ValueError, KeyError, TypeError):
        return value
