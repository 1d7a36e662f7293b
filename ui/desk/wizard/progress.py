"""How far a room is set up, told from what is read back: a press alone ticks nothing off."""

from __future__ import annotations

from enum import StrEnum

from wallctl.domain.entities import Wall
from wallctl.domain.geometry import Size
from wallctl.domain.observed import Picture, WallReport
from wallctl.domain.people import Role, User
from wallctl.domain.show import Show
from wallctl.domain.spacing import NotAGrid, gaps
from wallctl.wire.desk import ObservedState


class Step(StrEnum):
    SCREENS = "screens"
    SEAMS = "seams"
    SOURCES = "sources"
    SCENE = "scene"
    PERSON = "person"


STEPS = tuple(Step)


def the_wall(show: Show, chosen: str = "") -> Wall | None:
    """The wall that is being set up: the chosen one, else the first."""
    walls = show.walls
    return walls.get(chosen) or next((walls[id] for id in sorted(walls)), None)


def reports(observed: ObservedState, wall: str) -> tuple[WallReport, ...]:
    return tuple(one for one in observed.walls if one.wall == wall)


def on_glass(show: Show, observed: ObservedState, wall: str) -> tuple[int, int]:
    """How many outputs of a wall are mapped on their screens, of how many."""
    wanted = len(show.outputs_of(wall))
    return min(wanted, sum(one.mapped for one in reports(observed, wall))), wanted


def shows_serial(show: Show, observed: ObservedState, wall: str) -> bool:
    """Whether every output's glass shows what the wall was told last."""
    serial = show.program(wall).serial
    seen, wanted = on_glass(show, observed, wall)
    told = reports(observed, wall)
    return 0 < wanted <= seen and all(one.serial == serial for one in told)


def hidden(show: Show, wall: str) -> Size | None:
    """Canvas px hidden between the wall's displays; None where they stand in no grid."""
    try:
        return gaps([one.rect for one in show.outputs_of(wall)])
    except NotAGrid:
        return None


def tiles_live(observed: ObservedState, wall: str) -> int:
    """How many of the program's tiles the glass shows live."""
    live = {
        t.tile for one in reports(observed, wall) for t in one.tiles if t.picture is Picture.LIVE
    }
    return len(live)


def is_done(step: Step, show: Show, observed: ObservedState, chosen: str = "") -> bool:
    """Whether a step holds now."""
    wall = the_wall(show, chosen)
    match step:
        case Step.SOURCES:
            return bool(show.sources)
        case Step.PERSON:
            return any(u.role is Role.ENGINEER and not u.disabled for u in show.all(User).values())
        case _ if wall is None:
            return False
        case Step.SCREENS:
            seen, wanted = on_glass(show, observed, wall.id)
            return 0 < wanted == seen
        case Step.SEAMS:
            # A single display has no seam; else some are hidden, or nobody needed any so far.
            single = len(show.outputs_of(wall.id)) == 1
            return not wall.testcard and (
                single or hidden(show, wall.id) not in (None, Size(0, 0)) or bool(show.scenes)
            )
        case Step.SCENE:
            program = show.program(wall.id)
            return bool(show.scenes and program.tiles and program.confirmed)


def next_step(show: Show, observed: ObservedState, chosen: str = "") -> Step:
    """The first step that does not hold; the last where all do."""
    return next((s for s in STEPS if not is_done(s, show, observed, chosen)), STEPS[-1])
