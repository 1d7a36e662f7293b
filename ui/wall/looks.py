"""What a tile says and shows, from what its feed reports. Pure: no painting here."""

from __future__ import annotations

import time
from dataclasses import dataclass
from enum import StrEnum

from ui.common.words import Words
from wallctl.domain.entities import Medium, Tile
from wallctl.domain.observed import FeedFigures, Picture, Reason
from wallctl.domain.plan import FeedSpec

_SLOW_OPEN_S = 3.0
# Media whose picture only changes at will: a time of the last frame would say nothing.
_STILL = frozenset({Medium.IMAGE, Medium.PDF, Medium.TEXT, Medium.CLOCK, Medium.BARS, Medium.WEB})


class Face(StrEnum):
    """What a tile is drawn with."""

    PICTURE = "picture"  # the newest frame
    STALE = "stale"  # the last frame, grey and hatched
    CARD = "card"  # the slate
    OPENING = "opening"  # a calm card, no frame yet
    BACKGROUND = "background"  # nothing that says a fault (visit mode)


@dataclass(frozen=True, slots=True)
class Look:
    """Equal looks need no new drawing. Texts are words already; empty ones are not drawn."""

    face: Face
    picture: Picture
    reason: Reason = Reason.NONE
    label: str = ""  # name and place
    short: str = ""  # name alone, where the strip is narrow
    clock: str = ""  # time of the last new frame
    state: str = ""  # a word for the state on the label
    badge: str = ""  # stale and held: what is stopped since when
    small: str = ""  # visit mode: time of the last frame, no words
    lines: tuple[str, ...] = ()  # slate and opening: name, reason, since


@dataclass(frozen=True, slots=True)
class TileFacts:
    """What is known of a tile at one moment. `frame_at` is epoch s of its newest frame."""

    tile: Tile
    spec: FeedSpec | None
    feed: FeedFigures | None
    has_frame: bool
    frame_at: float = 0.0
    opened_at: float = 0.0


def look_of(facts: TileFacts, words: Words, *, now: float, labels: bool, visit: bool) -> Look:
    """The look of a tile; in visit mode without any word of a fault."""
    picture, reason = state_of(facts)
    name, label = names_of(facts, words)
    if visit:
        return _visit(facts, picture, reason, (label, name) if labels else ("", ""))
    strip, short = (label, name) if labels else ("", "")
    still = facts.spec is not None and facts.spec.medium in _STILL
    at = _hms(facts.frame_at)
    if picture is Picture.SLATE:
        since = facts.feed.since if facts.feed else 0.0
        since_line = words("slate.since", time=_hms(since)) if since else words("slate.retry")
        if reason is Reason.NO_SOURCE:
            since_line = ""
        lines = (label, words(f"reason.{reason.value}"), since_line)
        return Look(Face.CARD, picture, reason, strip, short, lines=lines)
    if picture is Picture.STALE:
        note = words("stale", time=at, ago=ago(now - facts.frame_at, words))
        word = words("stale.label") if labels else ""
        return Look(Face.STALE, picture, reason, strip, short, state=word, badge=note)
    if picture is Picture.HELD:
        note = words("held", time=at)
        word = words("held.label") if labels else ""
        return Look(Face.PICTURE, picture, reason, strip, short, state=word, badge=note)
    clock = at if labels and not still else ""
    if picture is Picture.LIVE:
        return Look(Face.PICTURE, picture, reason, strip, short, clock)
    if facts.has_frame:  # opening the other stream: the picture of the first stands
        return Look(Face.PICTURE, picture, reason, strip, short, clock)
    waited = int(now - facts.opened_at) if facts.opened_at else 0
    line = words("opening.slow", n=waited) if waited >= _SLOW_OPEN_S else words("opening")
    return Look(Face.OPENING, picture, reason, strip, short, lines=(label, line))


def state_of(facts: TileFacts) -> tuple[Picture, Reason]:
    """What the tile shows. Live and stale need a frame that can be drawn."""
    if facts.spec is None:
        return Picture.SLATE, Reason.NO_SOURCE
    if facts.feed is None:
        return Picture.OPENING, Reason.NONE
    picture, reason = facts.feed.picture, facts.feed.reason
    if picture is Picture.WARM:
        return Picture.OPENING, reason
    if picture in (Picture.LIVE, Picture.STALE, Picture.HELD) and not facts.has_frame:
        return Picture.OPENING, reason
    return picture, reason


def names_of(facts: TileFacts, words: Words) -> tuple[str, str]:
    """(name, name and place) as the label says them."""
    spec = facts.spec
    name = facts.tile.title
    if not name and spec is not None:
        name = (spec.name_en or spec.name) if words.lang == "en" else spec.name
    name = name or words("unnamed")
    place = spec.place if spec is not None and not facts.tile.title else ""
    return name, words("label.join").join(part for part in (name, place) if part)


def ago(seconds: float, words: Words) -> str:
    """An age in the biggest whole unit; never less than 0."""
    s = max(0, int(seconds))
    if s < 120:
        return words("ago.s", n=s)
    if s < 7200:
        return words("ago.m", n=s // 60)
    if s < 172_800:
        return words("ago.h", n=s // 3600)
    return words("ago.d", n=s // 86_400)


def _visit(facts: TileFacts, picture: Picture, reason: Reason, strip: tuple[str, str]) -> Look:
    label, short = strip
    if picture is Picture.LIVE or (picture is Picture.OPENING and facts.has_frame):
        return Look(Face.PICTURE, picture, reason, label, short)
    if picture in (Picture.STALE, Picture.HELD):
        return Look(Face.PICTURE, picture, reason, label, short, small=_hm(facts.frame_at))
    return Look(Face.BACKGROUND, picture, reason)


def _hms(at: float) -> str:
    return time.strftime("%H:%M:%S", time.localtime(at))


def _hm(at: float) -> str:
    return time.strftime("%H:%M", time.localtime(at))
