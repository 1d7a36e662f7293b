from __future__ import annotations

import pytest

from wallctl.domain.devices.ups import Feed
from wallctl.drivers.nut.diff import diff
from wallctl.drivers.nut.state import feed_of, points_of, values_of

VARIABLES = {
    "ups.status": "OL CHRG",
    "battery.charge": "83",
    "battery.charge.low": "20",
    "battery.runtime": "1799.9",
    "ups.load": "nan",
    "outlet.1.status": "on",
    "outlet.10.status": "off",
    "outlet.2.status": "off",
    "outlet.2.desc": "机柜 2",
    "outlet.1.current": "0.1",
}


@pytest.mark.parametrize(
    ("status", "feed"),
    [
        ("OL", Feed.MAINS),
        ("OL CHRG", Feed.MAINS),
        ("OB DISCHRG LB", Feed.BATTERY),
        ("OL OB", Feed.BATTERY),  # whatever stands beside it
        ("OL BYPASS", Feed.BYPASS),
        ("OL OFF", Feed.OFF),
        ("ALARM", Feed.UNKNOWN),
        ("", Feed.UNKNOWN),
    ],
)
def test_where_the_power_comes_from(status: str, feed: Feed) -> None:
    assert feed_of(status.split()) is feed


def test_values() -> None:
    assert values_of(VARIABLES) == {
        "feed": "mains",
        "battery_low": False,
        "battery_replace": False,
        "overload": False,
        "status": "OL CHRG",
        "charge": 83,
        "runtime": 29,  # never a minute too many
        "charge_low": 20,
        "outlet.1": True,
        "outlet.2": False,
        "outlet.10": False,
    }
    assert values_of({"ups.status": "OB FSD"})["battery_low"] is True


def test_points_are_what_the_ups_has() -> None:
    commands = {"outlet.2.load.on", "outlet.2.load.off", "outlet.1.load.off"}
    points = {p.key: p for p in points_of(VARIABLES, {"battery.charge.low"}, commands)}
    assert list(points)[-3:] == ["outlet.1", "outlet.2", "outlet.10"]
    assert "load" not in points
    assert "charge_low" in points
    assert points["outlet.2"].settable and points["outlet.2"].dangerous
    assert points["outlet.2"].text.zh == "插座 机柜 2"
    assert not points["outlet.1"].settable
    reading = {p.key: p for p in points_of(VARIABLES, (), ())}
    assert "charge_low" not in reading
    assert not any(p.settable for p in reading.values())


def test_diff() -> None:
    seen = {"charge_low": 20.0, "outlet.2": False, "feed": "mains"}
    assert diff(seen, seen) == ()
    wanted = {"charge_low": 35.0, "outlet.2": True, "feed": "battery"}
    assert [one.message for one in diff(seen, wanted)] == [
        ("SET", "battery.charge.low", "35"),
        ("INSTCMD", "outlet.2.load.on"),
    ]
