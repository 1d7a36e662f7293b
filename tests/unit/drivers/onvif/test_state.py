"""What a camera says, and what is made of it. Topics and tokens as ONVIF PTZ 23.06 5.4 and Core
9.1 allow them: a token is any text."""

from __future__ import annotations

import pytest

from wallctl.domain.devices import ptz
from wallctl.drivers.onvif.diff import diff
from wallctl.drivers.onvif.state import Can, Preset, numbered, placed, points_of, reported


def test_presets_keep_the_number_of_their_token() -> None:
    rows = [
        {"token": "gate", "name": "大门"},
        {"token": "1", "name": "会场"},
        {"token": "7", "name": ""},
        {"token": "", "name": "nobody"},
        {"token": "900", "name": "远"},
    ]
    assert numbered(rows) == (
        Preset(1, "1", "会场"),
        Preset(2, "gate", "大门"),
        Preset(3, "900", "远"),
        Preset(7, "7", "#7"),
    )


def test_no_more_presets_than_can_be_numbered() -> None:
    assert len(numbered({"token": f"t{n}", "name": ""} for n in range(400))) == 255


def test_where_it_looks() -> None:
    assert placed({"pan": -1.0, "tilt": 0.254, "zoom": 0.0}) == {"pan": -100, "tilt": 25, "zoom": 0}
    assert placed({"pan": float("nan"), "tilt": 90.0, "utc_time": "x"}) == {}


@pytest.mark.parametrize(
    ("topic", "data", "state"),
    [
        ("tns1:RuleEngine/CellMotionDetector/Motion", {"IsMotion": "true"}, {"motion": True}),
        ("tns1:VideoSource/MotionAlarm", {"State": "0"}, {"motion": False}),
        ("tns1:RuleEngine/tns1:TamperDetector/Tamper", {"IsTamper": "1"}, {"tamper": True}),
        ("tns1:VideoSource/MotionAlarm", {"State": "perhaps"}, {}),
        ("tns1:VideoSource/MotionAlarm", None, {}),
        ("tns1:Device/Trigger/DigitalInput", {"LogicalState": "true"}, {}),
    ],
)
def test_events(topic: str, data: object, state: dict[str, bool]) -> None:
    assert reported([{"topic": topic, "data": data}]) == state


def test_what_it_cannot_do_is_no_point() -> None:
    def keys(can: Can) -> list[str]:
        return [point.key for point in points_of(can, ())]

    assert keys(Can()) == ["zoom", "pan", "tilt", "motion", "tamper"]
    assert keys(Can(tells=False, events=False)) == ["zoom"]
    assert not points_of(Can(tells=False), ())[0].readable
    assert keys(Can(moves=False, tells=False, events=False)) == []


def test_diff() -> None:
    assert diff({"zoom": 40}, {"zoom": 40}) == ()
    (operation,) = diff({}, {"zoom": 40})
    assert (operation.keys, operation.message) == (("zoom",), 0.4)


def test_a_preset_may_bring_its_name() -> None:
    assert ptz.preset(ptz.preset_text(7, "大门 东")) == 7
    assert ptz.preset_name(ptz.preset_text(7, "大门 东")) == "大门 东"
    assert ptz.preset_name(ptz.preset_text(7)) == ""
    assert ptz.preset(7.0) == 7
