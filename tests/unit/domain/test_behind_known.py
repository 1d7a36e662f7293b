"""How far what devices show is known."""

from __future__ import annotations

from dataclasses import replace

import pytest

from wallctl.domain.behind_known import Known, tiles_known
from wallctl.domain.devices.entities import (
    Behind,
    Desired,
    Device,
    DevicePort,
    OutputBehind,
)
from wallctl.domain.devices.observed import Availability, DeviceState, PointState, Verdict
from wallctl.domain.entities import Medium, Output, Program, Room, Source, Tile, Wall
from wallctl.domain.geometry import Rect, Size
from wallctl.domain.show import Show, build

WHOLE = Rect(0, 0, 1920, 1080)
WALL = Wall("w", "hall", "大屏", Size(1920, 1080))
POINT = PointState("route.1", "3", verdict=Verdict.IN_SYNC, wished_at=7.0)


def show(wish: str = "3") -> Show:
    return build(
        (
            Room("hall", "大厅"),
            WALL,
            Output("o1", "w", "n1", WHOLE, "A"),
            Device("mx", "矩阵", "videohub"),
            Source("seat", "坐席", Medium.STREAM, port=DevicePort("mx", "3")),
            Behind("w", (OutputBehind("o1", "mx", "route.1", "9"),)),
            Program("w", (Tile("a", "w", "seat", WHOLE),), serial=3),
            Desired("mx/route.1", "mx", "route.1", wish, "wang", 7.0),
        )
    )


def state(point: PointState, there: Availability = Availability.ONLINE) -> DeviceState:
    return DeviceState("mx", there, states=(point,))


@pytest.mark.parametrize(
    ("said", "known"),
    [
        (state(POINT), Known.READ_BACK),
        (state(replace(POINT, verdict=Verdict.SENT, value=None)), Known.SENT),
        (state(replace(POINT, wished_at=6.0)), Known.PENDING),
        (state(replace(POINT, verdict=Verdict.DRIFTED)), Known.OTHER),
        (state(replace(POINT, verdict=Verdict.FAILED)), Known.FAILED),
        (state(replace(POINT, stale=True)), Known.LOST),
        (state(POINT, Availability.OFFLINE), Known.LOST),
        (DeviceState("mx", Availability.ONLINE), Known.FAILED),
    ],
)
def test_each_word_of_a_device(said: DeviceState, known: Known) -> None:
    assert tiles_known(show(), WALL, [said]) == {"a": known}


def test_a_device_that_says_nothing_is_not_there() -> None:
    assert tiles_known(show(), WALL, []) == {"a": Known.LOST}


def test_what_was_wished_otherwise_by_hand_is_not_what_the_program_needs() -> None:
    assert tiles_known(show(wish="5"), WALL, [state(POINT)]) == {"a": Known.OTHER}


def test_nothing_is_known_of_what_is_covered() -> None:
    assert not tiles_known(show(), replace(WALL, safe=True), [state(POINT)])
