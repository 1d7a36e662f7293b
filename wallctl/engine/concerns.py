"""Which walls a command is about: what their glass shall show is its answer."""

from __future__ import annotations

from wallctl.domain.commands import (
    Action,
    Command,
    PatrolShow,
    RequestAccept,
    RequestRun,
    SceneRecall,
    WallFull,
    WallRestore,
    WallSafe,
    WallTake,
)
from wallctl.domain.shift import Request
from wallctl.domain.show import Show

_OF_ONE_WALL = (WallTake, WallRestore, WallFull, WallSafe, PatrolShow)


def concerns_glass(what: Command) -> bool:
    """Whether the command is not done before the glass says so."""
    if isinstance(what, SceneRecall):
        return what.live
    return isinstance(what, (*_OF_ONE_WALL, RequestAccept, RequestRun))


def walls_concerned(show: Show, what: Command | Action) -> tuple[str, ...]:
    """The walls that are there and that the command is about."""
    walls: tuple[str, ...] = ()
    if isinstance(what, _OF_ONE_WALL):
        walls = (what.wall,)
    elif isinstance(what, SceneRecall) and what.live:
        walls = _of_scene(show, what.id)
    elif isinstance(what, RequestRun):
        walls = _of_scene(show, what.scene)
    elif isinstance(what, RequestAccept):
        request = show.get(Request, what.id)
        walls = _of_scene(show, request.scene) if request is not None else ()
    return tuple(wall for wall in walls if wall in show.walls)


def scene_made_live(show: Show, what: Command) -> str:
    """The scene that a command puts on the walls, whose steps are then done; "" for none."""
    if isinstance(what, SceneRecall):
        return what.id if what.live else ""
    if isinstance(what, RequestRun):
        return what.scene
    if isinstance(what, RequestAccept):
        request = show.get(Request, what.id)
        return request.scene if request is not None else ""
    return ""


def _of_scene(show: Show, scene: str) -> tuple[str, ...]:
    known = show.scenes.get(scene)
    return tuple(one.wall for one in known.layouts) if known is not None else ()
