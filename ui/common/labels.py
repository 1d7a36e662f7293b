"""Words for what the show names: sources, walls, scenes, in the language of the screen."""

from __future__ import annotations

from datetime import datetime

from ui.common.words import Words
from wallctl.domain.devices.entities import Device
from wallctl.domain.entities import Room, Scene, Source, Wall
from wallctl.domain.observed import FeedFigures, Picture


def name_of(
    one: Room | Wall | Scene | Source | Device | None, words: Words, fallback: str = ""
) -> str:
    """The entity's name; the English one where the screen is English and there is one."""
    if one is None:
        return fallback
    return (one.name_en or one.name) if words.lang == "en" else one.name


def reason_words(reason: str, words: Words, of: str = "") -> str:
    """Words for a stable reason code; the code itself where this screen does not know it. `of`
    is an area of words that may say it in its own way: of a device, a stream, ..."""
    if not reason:
        return ""
    if of and words.has(f"{of}.reason.{reason}"):
        return words(f"{of}.reason.{reason}")
    key = f"reason.{reason}"
    if words.has(key):
        return words(key)
    other = f"{of}.reason_other"
    return words(other, code=reason) if of and words.has(other) else reason


def age_words(seconds: float, words: Words) -> str:
    """A length of time as one reads it: seconds, minutes or hours."""
    if seconds < 100:
        return words("age.s", n=max(1, round(seconds)))
    if seconds < 6000:
        return words("age.min", n=round(seconds / 60))
    return words("age.h", n=round(seconds / 3600))


def ms_words(ms: float, words: Words) -> str:
    """A latency: to 10 ms, so that the figure does not flicker; seconds beyond 2 s."""
    if ms >= 2000:
        return age_words(ms / 1000, words)
    return words("age.ms", n=max(10, round(ms / 10) * 10))


def picture_words(feed: FeedFigures | None, words: Words, now: float) -> str:
    """The state of a feed that is not simply live, with its age; "" for a live one.

    `now` is epoch s on the clock that stamped `since`.
    """
    if feed is None:
        return words("picture.none")
    if feed.picture in (Picture.LIVE, Picture.WARM, Picture.SAFE):
        return ""
    if feed.picture is Picture.STALE:
        age = feed.frame_age_ms / 1000 if feed.frame_age_ms else max(0.0, now - feed.since)
        return words("picture.stale", age=age_words(age, words))
    if feed.picture is Picture.SLATE and feed.reason:
        return words("picture.slate_why", why=reason_words(feed.reason, words))
    return words(f"picture.{feed.picture.value}")


def when(at: float, now: float, *, seconds: bool = True) -> str:
    """Epoch s as the wall clock of this machine; the day too where it is not that of `now`."""
    then, today = datetime.fromtimestamp(at), datetime.fromtimestamp(now)
    of_today = "%H:%M:%S" if seconds else "%H:%M"
    return then.strftime(of_today if then.date() == today.date() else "%m-%d %H:%M")


def clock_words(at: float) -> str:
    """Epoch s as the wall clock of this machine."""
    return datetime.fromtimestamp(at).strftime("%H:%M:%S")
