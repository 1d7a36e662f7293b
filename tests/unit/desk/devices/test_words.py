"""Values in words, and no code without them."""

import ast
from pathlib import Path

import pytest

import wallctl
from ui.common.labels import reason_words
from ui.common.words import Words
from ui.desk.devices.listing import Filter
from ui.desk.devices.looks import Health
from ui.desk.devices.words import VERDICT_MARKS, number_words, value_words, verdict_words
from wallctl.domain.devices.observed import Availability, PointState, Verdict
from wallctl.domain.devices.points import (
    BOOLEAN,
    ON_OFF,
    Capability,
    Choice,
    Point,
    Policy,
    Text,
    Value,
)
from wallctl.domain.devices.ups import FEED, LOW

T = Text("点", "Point")
POWER = Point("power", Capability.POWER, T, choices=ON_OFF)
INPUT = Point("in", Capability.INPUT, T, choices=(Choice("31", Text("数字 1", "Digital 1")),))
AIR = Point("air", Capability.CLIMATE, T, low=16, high=30, step=0.5, unit="°C")


@pytest.fixture(params=["zh", "en"])
def words(request: pytest.FixtureRequest, qapp: object) -> Words:
    return Words("common", "desk", lang=request.param)


@pytest.mark.parametrize(
    ("point", "value", "said"),
    [
        (POWER, "on", "开机"),
        (POWER, "warming", "预热中"),
        (POWER, "cooling", "散热中"),
        (INPUT, "31", "数字 1"),
        (INPUT, "99", "99"),
        (AIR, 22.5, "22.5 °C"),
        (AIR, 22.0, "22 °C"),
        (Point("m", Capability.MUTE, T), True, "已静音"),
        (Point("o", Capability.OUTLET, T), False, "断电"),
        (LOW, True, "是"),
        (FEED, "battery", "电池"),
        (Point("c", Capability.CALL, T), "connected", "通话中"),
        (Point("w", Capability.WINDOW, T), "5@0,0,1920,1080", "5 · 0,0 1920×1080"),
        (Point("w", Capability.WINDOW, T), "", "已关闭"),
        (AIR, None, "无回读"),
    ],
)
def test_values(qapp: object, point: Point, value: Value | None, said: str) -> None:
    assert value_words(point, value, Words("common", "desk")) == said


@pytest.mark.parametrize(
    ("value", "step", "said"),
    [
        (3, 0.0, "3"),
        (21.456, 0.5, "21.5"),
        (21.456, 0.0, "21.456"),
        (99.6, 1, "100"),
        (0.25, 0.05, "0.25"),
    ],
)
def test_numbers_are_as_fine_as_their_step(value: float, step: float, said: str) -> None:
    assert number_words(value, step) == said


def test_each_verdict_has_a_mark_of_its_own_and_words(words: Words) -> None:
    marks = [mark for mark, _ in VERDICT_MARKS.values()]
    assert len(set(marks)) == len(marks) == len(Verdict)
    said = {verdict_words(PointState("p", verdict=one), words) for one in Verdict}
    assert len(said) == len(Verdict)


def test_what_is_taken_and_not_read_back_is_never_a_tick(words: Words) -> None:
    assert VERDICT_MARKS[Verdict.SENT] != VERDICT_MARKS[Verdict.IN_SYNC]
    assert words("devices.verdict.sent").casefold() == words("button.sent").casefold()


def test_every_enumeration_has_words(words: Words) -> None:
    keys = [
        *(f"devices.{one.value}" for one in Availability),
        *(f"devices.health.{one.value}" for one in Health),
        *(f"devices.filter.{one.value}" for one in Filter),
        *(f"devices.policy.{one.value}" for one in Policy),
        *(f"devices.{one.value}.{way}" for one in BOOLEAN for way in ("on", "off")),
        *(f"devices.do.{one.value}.{way}" for one in BOOLEAN for way in ("on", "off")),
    ]
    assert not [key for key in keys if not words.has(key)]


RAISERS = {"Unreachable", "TimedOut", "AuthFailed", "Rejected", "Garbled"}


def codes() -> set[str]:
    """What drivers, lines and actors may give as the reason of a fault."""
    root = Path(wallctl.__file__).parent
    found = {"unreachable", "timed_out", "auth_failed", "rejected", "garbled", "device"}
    found |= {"no_driver", "bad_options", "not_taken", "stuck", "waits", "warming", "cooling"}
    for part in ("engine/devices", "transport/lines", "drivers"):
        for path in (root / part).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                    first = node.args[0] if node.args else None
                    if node.func.id in RAISERS and isinstance(first, ast.Constant):
                        found.add(str(first.value))
    return found


def test_every_reason_of_a_device_has_words(words: Words) -> None:
    assert {"flood", "expired", "busy"} <= codes()
    assert not {one for one in codes() if reason_words(one, words, "devices") == one}


def test_the_rooms_own_reasons_are_said_and_not_named(words: Words) -> None:
    own = {"unreachable", "timed_out", "auth_failed", "rejected", "garbled", "no_driver"}
    own |= {"bad_options", "not_taken", "stuck", "waits", "warming", "cooling", "flood", "busy"}
    own |= {"expired", "needs_confirm", "device_lost", "observed_only"}
    known = {key.rpartition(".")[2] for key in words.keys(words.lang) if "reason." in key}
    known |= {key.partition(".")[2] for key in words.keys(words.lang) if "refusal." in key}
    assert not own - known
