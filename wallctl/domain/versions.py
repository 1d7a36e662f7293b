"""A scene's former versions, and who made each."""

from __future__ import annotations

from dataclasses import dataclass

from wallctl.domain.entities import SceneVersion
from wallctl.domain.show import Show


@dataclass(frozen=True, slots=True)
class Made:
    """Who made a version and when (epoch s); "" and 0 where that is no longer known."""

    by: str = ""
    at: float = 0.0


def versions_of(show: Show, scene: str) -> tuple[SceneVersion, ...]:
    """The oldest first."""
    mine = [v for v in show.all(SceneVersion).values() if v.scene == scene]
    return tuple(sorted(mine, key=lambda v: v.number))


def made(versions: tuple[SceneVersion, ...]) -> tuple[Made, ...]:
    """Who made each of a scene's versions, and last the scene as it is now: each was made by the
    change that ended the one before it."""
    ends = {v.number: Made(v.by, v.at) for v in versions}
    numbers = [v.number for v in versions]
    now = numbers[-1] + 1 if numbers else 1
    return tuple(ends.get(number - 1, Made()) for number in (*numbers, now))
