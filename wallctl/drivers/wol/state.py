"""A machine that can be woken has nothing to set and nothing to read. Pure."""

from __future__ import annotations

from wallctl.domain.devices.options import Options
from wallctl.domain.devices.points import ActSpec, Point, Text
from wallctl.domain.errors import Invalid
from wallctl.drivers.wol.protocol import six_bytes

WAKE = ActSpec("wake", Text("唤醒", "Wake"))


def points(options: Options) -> tuple[Point, ...]:
    """None. Raises Invalid where the address or the password is none."""
    if six_bytes(str(options["mac"])) is None:
        raise Invalid(key="mac", reason="mac", got=str(options["mac"]))
    if options["password"] and six_bytes(str(options["password"])) is None:
        raise Invalid(key="password", reason="mac", got="")
    return ()
