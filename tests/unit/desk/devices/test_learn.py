"""What a device is just now, as what a scene would want of it."""

from dataclasses import replace

from ui.desk.devices.learn import learned
from wallctl.domain.commands import DeviceSet
from wallctl.domain.devices.entities import Device
from wallctl.domain.devices.observed import Availability, DeviceState, PointState
from wallctl.domain.devices.points import (
    ON_OFF,
    POWER_VIA,
    Capability,
    Point,
    Policy,
    Text,
)

T = Text("点", "Point")
POINTS = (
    Point("power", Capability.POWER, T, choices=ON_OFF, via=POWER_VIA),
    Point("level", Capability.LEVEL, T, low=0, high=100),
    Point("blind", Capability.COVER, T, low=0, high=100, readable=False),
    Point("temperature", Capability.SENSOR, T, settable=False),
    Point("outlet", Capability.OUTLET, T, dangerous=True),
)
DEVICE = Device("a", "甲", "x")


def state(**values: object) -> DeviceState:
    states = tuple(PointState(p.key, values.get(p.key)) for p in POINTS)  # type: ignore[arg-type]
    return DeviceState("a", Availability.ONLINE, points=POINTS, states=states)


ALL = state(power="on", level=40, blind=10, temperature=22.5, outlet=True)


def test_all_that_can_be_set_and_read_but_nothing_dangerous() -> None:
    assert learned(DEVICE, ALL) == (DeviceSet("a", "power", "on"), DeviceSet("a", "level", 40))


def test_what_is_dangerous_is_chosen_by_its_key_and_confirmed() -> None:
    assert DeviceSet("a", "outlet", True, confirm=True) in learned(DEVICE, ALL, {"outlet"})


def test_of_what_is_warming_up_that_it_is_on() -> None:
    assert learned(DEVICE, state(power="warming")) == (DeviceSet("a", "power", "on"),)


def test_nothing_of_a_device_that_is_away_and_no_old_value() -> None:
    assert learned(DEVICE, None) == ()
    assert learned(DEVICE, replace(ALL, availability=Availability.OFFLINE)) == ()
    old = tuple(replace(one, stale=True) for one in ALL.states)
    assert learned(DEVICE, replace(ALL, states=old)) == ()


def test_what_is_only_looked_at_and_what_cannot_be_wanted_is_left_out() -> None:
    watched = replace(DEVICE, policies=(("power", Policy.OBSERVE),))
    assert learned(watched, ALL) == (DeviceSet("a", "level", 40),)
    assert learned(DEVICE, state(power="standby", level=400)) == ()
