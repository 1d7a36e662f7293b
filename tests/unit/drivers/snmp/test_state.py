from __future__ import annotations

from wallctl.domain.devices.options import complete
from wallctl.drivers.snmp import CARD
from wallctl.drivers.snmp.diff import diff
from wallctl.drivers.snmp.profile import Profile, profile_of
from wallctl.drivers.snmp.state import points_of, spec_of, values_of, written

UPS = "1.3.6.1.2.1.33.1"


def profile(name: str) -> Profile:
    return profile_of(complete(CARD.options, {"host": "x", "profile": name}))


def test_a_ups_of_three_phases() -> None:
    objects = {
        f"{UPS}.4.1.0": 5,
        f"{UPS}.2.1.0": 1,  # unknown: nothing is claimed of it
        f"{UPS}.4.4.1.5.1": 20,
        f"{UPS}.4.4.1.5.2": 61,
        f"{UPS}.3.3.1.3.1": 231,
        f"{UPS}.3.3.1.3.3": 0,  # this phase has failed
        f"{UPS}.6.2.1.2.7": f"{UPS}.6.3.1",
        f"{UPS}.2.4.0": "many",
    }
    ups = profile("ups-mib")
    assert values_of(ups, objects) == {
        "feed": "battery",
        "battery_replace": True,
        "overload": False,
        "load": 61,
        "input_voltage": 0,
    }
    assert [p.key for p in points_of(ups, objects)] == list(values_of(ups, objects))


def test_outlets_read_in_one_object_and_set_in_another() -> None:
    raritan = profile("raritan-px")
    state, name = "1.3.6.1.4.1.13742.6.4.1.2.1.3.1", "1.3.6.1.4.1.13742.6.3.5.3.1.3.1"
    objects = {f"{state}.2": 7, f"{state}.10": 8, f"{state}.9": 3, f"{name}.2": "解码器\x07"}
    assert values_of(raritan, objects) == {"outlet.2": True, "outlet.10": False}
    points = points_of(raritan, objects)
    assert [(p.key, p.text.zh) for p in points] == [
        ("outlet.2", "插座 解码器"),
        ("outlet.9", "插座 9"),
        ("outlet.10", "插座 10"),
    ]
    assert all(p.dangerous for p in points)
    found = spec_of(raritan, "outlet.10")
    assert found is not None
    assert (written(found[0], True), written(found[0], False)) == ("1", "0")
    assert written(found[0], "warming") is None
    assert spec_of(raritan, "outlet.x") is None
    assert spec_of(raritan, "outlet.") is None


def test_numbers_are_scaled_both_ways() -> None:
    rack = profile("apc-rpdu")
    assert values_of(rack, {"1.3.6.1.4.1.318.1.1.12.2.3.1.1.2.1": 37}) == {"current.1": 3.7}
    found = spec_of(rack, "current.1")
    assert found is not None
    assert written(found[0], 3.7) == "37"


def test_diff() -> None:
    seen = {"outlet.1": True, "outlet.2": False}
    assert diff(seen, seen) == ()
    assert [o.message for o in diff(seen, {"outlet.1": False, "outlet.2": False})] == [
        ("outlet.1", False)
    ]
