"""What a row of the list says, in words."""

from __future__ import annotations

from dataclasses import dataclass

from ui.common.glyphs import Glyph
from ui.common.labels import name_of, reason_words
from ui.common.tokens import DARK
from ui.common.words import Words
from ui.desk.devices.listing import ListRow, RowKind
from ui.desk.devices.looks import WELL, Health, Look
from ui.desk.devices.words import joined, said, time_words
from wallctl.domain.devices.families import FamilyCard
from wallctl.domain.devices.observed import DeviceState

MARKS = {
    Health.OFFLINE: (Glyph.FAULT, DARK.fault),
    Health.FAILED: (Glyph.FAULT, DARK.fault),
    Health.DRIFTED: (Glyph.WARN, DARK.pending),
    Health.PENDING: (Glyph.PENDING, DARK.pending),
    Health.STALE: (Glyph.STALE, DARK.stale),
    Health.CONNECTING: (Glyph.PENDING, DARK.muted),
    Health.ABSENT: (Glyph.OFFLINE, DARK.muted),
    Health.WELL: (Glyph.CHECK, DARK.muted),
}
_POINTS = 3


@dataclass(frozen=True, slots=True)
class RowWords:
    title: str
    detail: str = ""
    at: str = ""  # since when it is so
    mark: Glyph = Glyph.NONE
    colour: str = DARK.text
    quiet: bool = False  # healthy: grey


def row_words(
    row: ListRow, state: DeviceState | None, card: FamilyCard | None, words: Words, now: float
) -> RowWords:
    if row.look is not None:
        return _device(row.look, state, card, words, now)
    if row.kind is RowKind.GROUP:
        place = joined(row.place or words("devices.no_place"), row.rack)
        key = "devices.group_ill" if row.count else "devices.group_well"
        return RowWords(place, at=words(key, n=row.count, all=row.of))
    glyph, colour = MARKS[row.health]
    told = words(f"devices.fold.{row.health.value}", n=row.count)
    return RowWords(f"{'▾' if row.open else '▸'} {told}", mark=glyph, colour=colour, quiet=True)


def _device(
    look: Look, state: DeviceState | None, card: FamilyCard | None, words: Words, now: float
) -> RowWords:
    glyph, colour = MARKS[look.health]
    what = look.model or (said(card.title, words) if card is not None else look.device.driver)
    told = health_words(look, state, words)
    return RowWords(
        name_of(look.device, words),
        joined(told, what),
        time_words(look.since, now),
        glyph,
        colour,
        look.health in WELL,
    )


def health_words(look: Look, state: DeviceState | None, words: Words) -> str:
    """离线 · 无法连接; 已偏离 · 电源、输入."""
    told = words(f"devices.health.{look.health.value}")
    names = []
    for key in look.points[:_POINTS]:
        point = state.point(key) if state is not None else None
        names.append(said(point.text, words) if point is not None else key)
    listed = words("test.comma").join(names)
    if len(look.points) > _POINTS:
        listed = words("devices.and_more", names=listed, n=len(look.points))
    return joined(told, listed, reason_words(look.reason, words, "devices"))
