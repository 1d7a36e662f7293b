"""Every profile of the house, and what is wrong in one's own."""

from __future__ import annotations

from importlib.resources import files

import pytest

from wallctl.domain.devices.options import complete
from wallctl.domain.devices.points import Capability
from wallctl.domain.errors import Invalid
from wallctl.drivers.snmp import CARD, OPTIONS, points
from wallctl.drivers.snmp.profile import profile_of

NAMES = [
    one.value for o in OPTIONS if o.key == "profile" for one in o.choices if one.value != "own"
]
GOOD = """
[[points]]
key = "door"
oid = "1.3.6.1.4.1.9.1.0"
zh = "门"
en = "Door"
values = { 1 = true, 2 = false }
"""


def options(profile: str, text: str = "") -> dict:
    return complete(CARD.options, {"host": "x", "profile": profile, "profile_text": text})


@pytest.mark.parametrize("name", NAMES)
def test_each_is_whole_and_cites_its_document(name: str) -> None:
    profile = profile_of(options(name))
    assert profile.profile.document
    assert profile.profile.zh
    assert profile.profile.en
    for one in profile.points:
        assert one.dangerous or one.capability is not Capability.OUTLET
        assert not one.settable or not one.is_column or one.rows


def test_each_is_offered() -> None:
    there = (files("resources") / "profiles" / "snmp").iterdir()
    assert sorted(NAMES) == sorted(one.name.removesuffix(".toml") for one in there)


def test_ones_own() -> None:
    assert [p.key for p in points(options("own", GOOD))] == ["door"]


@pytest.mark.parametrize(
    ("text", "line", "at"),
    [
        ("a =", 1, ""),
        (GOOD.replace("1.3.6.1.4.1.9.1.0", "1..3"), 4, "points.1.oid"),
        (GOOD + GOOD.replace('zh = "门"', 'zhh = "门"'), 12, "points.2.zhh"),
        (GOOD.replace('zh = "门"\n', ""), 2, "points.1"),
        ("[profile]\nzh = 3\n" + GOOD, 2, "profile.zh"),
        ("", 1, "points"),
    ],
)
def test_what_is_wrong_is_named_with_its_place(text: str, line: int, at: str) -> None:
    with pytest.raises(Invalid) as caught:
        points(options("own", text))
    assert (caught.value.fields["line"], caught.value.fields["at"]) == (line, at)
    assert caught.value.fields["key"] == "options.profile_text"
