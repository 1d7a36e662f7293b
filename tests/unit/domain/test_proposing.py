"""A start and an end of the day from the devices there are."""

from __future__ import annotations

from wallctl.domain.control.steps import Do, Purpose
from wallctl.domain.devices.observed import Availability, DeviceState
from wallctl.domain.devices.points import ON_OFF, Capability, Point, Text
from wallctl.domain.proposing import proposed

WORDS = Text("试", "Try")


def device(id: str, *points: Point) -> DeviceState:
    return DeviceState(id, Availability.ONLINE, points=points)


SITE = (
    device("screen", Point("power", Capability.POWER, WORDS, choices=ON_OFF)),
    device("seq", *(Point(f"outlet.{n}", Capability.OUTLET, WORDS) for n in (1, 2))),
    device(
        "hall",
        Point("lamp", Capability.LIGHT, WORDS, low=0, high=80),
        Point("room", Capability.SENSOR, WORDS, settable=False),
    ),
)


def told(purpose: Purpose) -> list[tuple[int, str, str, object]]:
    steps = proposed(purpose, SITE, ["server"])
    return [(s.group, s.device or s.target, s.key or s.act, s.value) for s in steps]


def test_power_first_sound_last() -> None:
    assert told(Purpose.START) == [
        (0, "seq", "outlet.1", True),
        (0, "seq", "outlet.2", True),
        (1, "server", "wake", ""),
        (2, "screen", "power", "on"),
        (3, "hall", "lamp", 80),
        (4, "pa", "", False),
    ]


def test_the_end_is_the_reverse_and_wakes_nobody() -> None:
    assert told(Purpose.END) == [
        (0, "pa", "", True),
        (1, "hall", "lamp", 0),
        (2, "screen", "power", "off"),
        (3, "seq", "outlet.1", False),
        (3, "seq", "outlet.2", False),
    ]


def test_without_devices_there_is_the_sound_alone() -> None:
    (only,) = proposed(Purpose.START, (), ())
    assert only.do is Do.MUTE
