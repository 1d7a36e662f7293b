"""Profiles, and what is wrong with one's own."""

from __future__ import annotations

import pytest

from wallctl.domain.devices.points import Capability
from wallctl.domain.errors import Invalid
from wallctl.drivers.modbus.diff import diff
from wallctl.drivers.modbus.profile import parsed, shipped
from wallctl.drivers.modbus.state import cells, points


@pytest.mark.parametrize("name", sorted(shipped()))
def test_shipped_profiles(name: str) -> None:
    one = shipped()[name]
    assert one.manual
    assert one.title.zh != one.title.en
    for cell in one.cells:
        assert cell.point.text.zh != cell.point.text.en
        assert cell.point.capability is not Capability.OUTLET or cell.point.dangerous


def test_sequencers() -> None:
    assert {"relay8", "relay16", "register8", "register16"} <= set(shipped())
    last = shipped()["register16"].cells[-1]
    assert (last.point.key, last.address, last.on, last.seen_on) == ("outlet.16", 16, 0x100, 1)
    assert last.point.text.zh == "第 16 路"


def test_several_on_one_line() -> None:
    options = {"profile": "relay8", "units": "1, 5"}
    found = cells(options)
    assert len(found) == 16
    assert [one.key for one in points(options)][8] == "5.outlet.1"
    assert found[8].unit == 5
    assert found[8].point.text.zh == "5 号 第 1 路"
    assert points({"profile": "relay8", "units": "5"})[0].key == "outlet.1"


@pytest.mark.parametrize("units", ["", "x", "256", "1,1", "1,,2", "-1"])
def test_addresses_that_are_none(units: str) -> None:
    with pytest.raises(Invalid) as caught:
        cells({"profile": "relay8", "units": units})
    assert caught.value.fields["key"] == "options.units"


@pytest.mark.parametrize(
    ("text", "key", "reason"),
    [
        ("[[points", "options.own", "toml"),
        ("", "options.own.points", "count"),
        ("points = 3", "options.own.points", "not_list"),
        ('[[points]]\nread = "coil"\naddress = 0', "options.own.points.1.key", "not_text"),
        ('[[points]]\nkey = "a"\nread = "coil"', "options.own.points.1.address", "not_number"),
        ('[[points]]\nkey = "a"\naddress = 0', "options.own.points.1.read", "empty"),
        (
            '[[points]]\nkey = "a"\nread = "coils"\naddress = 0',
            "options.own.points.1.read",
            "choice",
        ),
        (
            '[[points]]\nkey = "a"\nread = "coil"\naddress = 0\ncolour = 1',
            "options.own.points.1.colour",
            "unknown",
        ),
        (
            '[[points]]\nkey = "a"\ncount = 2\nread = "coil"\naddress = 0',
            "options.own.points.1.key",
            "needs_n",
        ),
        (
            '[[points]]\nkey = "a{n}"\ncount = 2\nread = "coil"\naddress = 65535',
            "options.own.points.1.address",
            "range",
        ),
        (
            '[[points]]\nkey = "a"\nread = "coil"\naddress = 0\n' * 2,
            "options.own.points",
            "twice",
        ),
        (
            '[[points]]\nkey = "a"\nread = "coil"\naddress = 0\n[[acts]]\nname = "boom"',
            "options.own.acts.1.name",
            "choice",
        ),
    ],
)
def test_a_profile_that_makes_no_sense_is_named(text: str, key: str, reason: str) -> None:
    with pytest.raises(Invalid) as caught:
        parsed(text)
    assert (caught.value.fields["key"], caught.value.fields["reason"]) == (key, reason)


def test_diff() -> None:
    assert diff({"a": True}, {"a": True}) == ()
    assert [one.message for one in diff({"a": True}, {"a": False, "b": 3})] == [
        ("a", False),
        ("b", 3),
    ]
