"""Points out of written lines, and what is wrong with them."""

from __future__ import annotations

import pytest

from wallctl.domain.devices.points import Capability, Text
from wallctl.domain.errors import Invalid
from wallctl.drivers.knx.diff import diff
from wallctl.drivers.knx.state import points, specs

LINES = """
# 会商室
lamp.1 主席台灯|Stage light = 1/1/1 5.001 light status=1/1/2
curtain 窗帘 = 2/1/1 5.001 cover travel=45   # 电动
plug = 1/2/1 1.001 outlet
heat 设定温度 = 3/1/1 9.001 climate min=18 max=26
mode 模式 = 3/1/9 20.102
room 室温 = 3/2/1 9.001
spots = 1/1281 1.001 light
relay = 1/1/9 1.001 dangerous blind
mood = 4/1/1 18.001
"""


def test_points() -> None:
    found = {one.key: one for one in points({"points": LINES})}
    assert list(found) == ["lamp.1", "curtain", "plug", "heat", "mode", "room", "spots", "relay"]
    lamp = found["lamp.1"]
    assert (lamp.capability, lamp.low, lamp.high, lamp.unit) == (Capability.LIGHT, 0, 100, "%")
    assert lamp.text == Text("主席台灯", "Stage light")
    assert found["curtain"].settle_s == 45
    assert found["curtain"].text == Text("窗帘", "窗帘")
    assert found["plug"].dangerous
    assert (found["heat"].low, found["heat"].high, found["heat"].unit) == (18, 26, "°C")
    assert next(c.value for c in found["mode"].choices) == "auto"
    assert not found["room"].settable
    assert found["room"].capability is Capability.SENSOR
    assert found["spots"].step == 100
    assert not found["relay"].readable
    assert found["relay"].dangerous


def test_two_levels_are_the_same_sixteen_bits() -> None:
    assert next(s for s in specs(LINES) if s.key == "spots").address == "1/5/1"


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("lamp 1/1/1 5.001", "form"),
        ("lamp = 32/0/1 5.001", "group_address"),
        ("lamp = 1/8/1 5.001", "group_address"),
        ("lamp = 0/0/0 5.001", "group_address"),
        ("lamp = 1/1/1", "dpt"),
        ("lamp = 1/1/1 99.001", "dpt"),
        ("lamp = 1/1/1 5.1", "dpt"),
        ("lamp = 1/1/1 9.001 light", "kind"),
        ("lamp = 1/1/1 5.001 light status=1/1", None),
        ("lamp = 1/1/1 5.001 light status=x", "group_address"),
        ("lamp = 1/1/1 5.001 light travel=soon", "not_number"),
        ("lamp = 1/1/1 5.001 light bright", "unknown_word"),
    ],
)
def test_a_line_that_makes_no_sense_is_named(line: str, reason: str | None) -> None:
    text = f"# one\nfirst = 1/1/9 1.001\n{line}"
    if reason is None:
        assert specs(text)[1].status == "1/0/1"
        return
    with pytest.raises(Invalid) as caught:
        specs(text)
    assert caught.value.fields["key"] == "options.points.3"
    assert caught.value.fields["reason"] == reason


def test_a_key_twice_and_no_line_at_all() -> None:
    with pytest.raises(Invalid, match="twice"):
        specs("a = 1/1/1 1.001\na = 1/1/2 1.001")
    with pytest.raises(Invalid, match="empty"):
        specs("# nothing\n\n")
    with pytest.raises(Invalid, match="too_many"):
        specs("\n".join(f"p{n} = 1/1/1 1.001" for n in range(501)))


def test_diff() -> None:
    assert diff({"a": True, "b": 5}, {"a": True, "b": 5}) == ()
    first, second = diff({"a": True, "b": 5, "c": 1}, {"a": 1, "b": 6})
    assert (first.keys, first.message) == (("a",), ("a", 1))
    assert (second.keys, second.message) == (("b",), ("b", 6))
    assert [one.keys for one in diff({}, {"x": False})] == [("x",)]
