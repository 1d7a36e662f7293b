"""What really stands behind a wall."""

from __future__ import annotations

from wallctl.domain.commands import Envelope, WallBehind
from wallctl.domain.deciding.checks import check_line, check_number, invalid, the_wall
from wallctl.domain.devices.entities import Behind, Device
from wallctl.domain.errors import NotFound
from wallctl.domain.show import Change, Show, change

MAX_WINDOWS = 256


def set_behind(show: Show, command: WallBehind, envelope: Envelope) -> tuple[Change, ...]:
    wall = the_wall(show, command.wall)
    after = Behind(wall.id, command.outputs, command.processor, command.own, command.windows)
    check_behind(show, after)
    before = show.get(Behind, wall.id)
    if not after.outputs and not after.processor:
        return (change(before, None),) if before is not None else ()
    return (change(before, after),) if after != before else ()


def check_behind(show: Show, behind: Behind, at: str = "") -> None:
    """Raises Invalid or NotFound with the key of what is wrong, under `at`."""
    mine = {one.id for one in show.outputs_of(behind.id)}
    points: set[tuple[str, str]] = set()
    seen: set[str] = set()
    for n, one in enumerate(behind.outputs):
        key = f"{at}outputs[{n}]"
        if one.output not in mine:
            raise NotFound(key=f"{key}.output", reason="unknown", got=one.output, entity="output")
        if one.output in seen:
            raise invalid(f"{key}.output", "twice", one.output)
        seen.add(one.output)
        _device(show, one.device, f"{key}.device")
        for name in ("key", "own"):
            check_line(f"{key}.{name}", getattr(one, name))
            if not getattr(one, name):
                raise invalid(f"{key}.{name}", "empty", "")
        if (one.device, one.key) in points:
            raise invalid(f"{key}.key", "twice", one.key)
        points.add((one.device, one.key))
    if behind.processor:
        _device(show, behind.processor, f"{at}processor")
        check_number(f"{at}windows", behind.windows, 1, MAX_WINDOWS)
        check_line(f"{at}own", behind.own)


def _device(show: Show, id: str, key: str) -> None:
    if id not in show.all(Device):
        raise NotFound(key=key, reason="unknown", got=id, entity="device")
