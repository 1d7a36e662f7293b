"""Who gets which live picture, and which node is asked for it."""

from __future__ import annotations

import asyncio

import cv2
import numpy as np
import pytest

from tests.unit.api.waiting import until
from wallctl.api.collage import GROUND
from wallctl.api.demand import share
from wallctl.api.joining import Joiner, join
from wallctl.api.pictures import MAX_STREAMS, PictureBoard, bounded
from wallctl.domain.entities import Medium, Output, Source, Wall
from wallctl.domain.geometry import Rect, Size
from wallctl.domain.show import build
from wallctl.testing.clock import VirtualClock
from wallctl.wire.node import PictureHead, Wanted

RED = (0, 0, 255)


def wanted(kind: str, id: str, width: int = 320, fps: float = 1.0) -> Wanted:
    return Wanted.model_validate({"kind": kind, "id": id, "width": width, "fps": fps})


def head(id: str) -> PictureHead:
    return PictureHead(kind="program", id=id, format="jpeg", width=1, height=1, at=0.0)


def test_what_a_client_may_have_is_bounded() -> None:
    asked = bounded([wanted("program", "w", 99_999, 500.0), wanted("thumbnail", "s", 1, 9.0)])
    assert asked["program", "w"].width == 1920 and asked["program", "w"].fps == 10.0
    assert asked["thumbnail", "s"].width == 64 and asked["thumbnail", "s"].fps == 1.0
    assert not bounded([wanted("program", "w", fps=0.0)])
    assert len(bounded(wanted("thumbnail", str(n)) for n in range(1000))) == MAX_STREAMS


async def test_a_slow_client_gets_the_newest_of_each_and_at_its_rate() -> None:
    clock = VirtualClock()
    board = PictureBoard(clock)
    watcher = board.watch(asyncio.Event())
    board.want(watcher, [wanted("program", "w", fps=1.0)])
    board.put("n", head("w"), b"1")
    assert watcher.take() is not None
    board.put("n", head("w"), b"too soon")
    assert watcher.take() is None
    for data in (b"2", b"3"):
        await clock.advance(1.0)
        board.put("n", head("w"), data)
    newest = watcher.take()
    assert newest is not None and newest.endswith(b"3")
    assert watcher.take() is None


def test_demand_is_the_widest_and_fastest_of_all() -> None:
    board = PictureBoard(VirtualClock())
    for one in (wanted("program", "w", 320, 5.0), wanted("program", "w", 960, 1.0)):
        board.want(board.watch(asyncio.Event()), [one])
    merged = board.demand()["program", "w"]
    assert (merged.width, merged.fps) == (960, 5.0)


def test_a_new_watcher_sees_the_newest_at_once() -> None:
    board = PictureBoard(VirtualClock())
    board.put("n", head("w"), b"1")
    watcher = board.watch(asyncio.Event())
    board.want(watcher, [wanted("program", "w")])
    assert watcher.take() is not None


def test_each_wall_is_asked_from_the_nodes_that_draw_it() -> None:
    show = build(
        [
            Wall("w1", "hall", "1", Size(300, 100)),
            Wall("w2", "hall", "2", Size(100, 100)),
            Output("o1", "w1", "small", Rect(0, 0, 100, 100)),
            Output("o2", "w1", "big", Rect(100, 0, 200, 100)),
            Output("o3", "w2", "gone", Rect(0, 0, 100, 100)),
            Source("s", "s", Medium.BARS),
        ]
    )
    demand = {
        ("preview", "w1"): wanted("preview", "w1"),
        ("thumbnail", "s"): wanted("thumbnail", "s"),
        ("thumbnail", "none"): wanted("thumbnail", "none"),
        ("program", "nowhere"): wanted("program", "nowhere"),
    }
    shares = share(show, demand, frozenset({"big", "small"}), lambda _: "small")
    assert {(w.kind, w.id) for w in shares["big"]} == {("program", "w1"), ("preview", "w1")}
    assert {(w.kind, w.id) for w in shares["small"]} == {("program", "w1"), ("thumbnail", "s")}


def flat(width: int, height: int, colour: tuple[int, int, int]) -> bytes:
    pixels = np.full((height, width, 3), colour, np.uint8)
    return cv2.imencode(".png", pixels)[1].tobytes()


def test_the_parts_of_several_nodes_meet_at_their_places() -> None:
    outputs = [
        Output("o1", "w", "left", Rect(0, 0, 100, 100)),
        Output("o2", "w", "right", Rect(110, 0, 100, 100)),
        Output("o3", "w", "gone", Rect(220, 0, 80, 100)),
    ]
    parts = {"left": flat(300, 100, (255, 0, 0)), "right": flat(150, 50, (0, 255, 0))}
    data, width, height = join(Size(300, 100), outputs, parts, ".png")
    assert (width, height) == (300, 100)
    whole = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR)
    assert whole is not None
    assert tuple(whole[50, 50]) == (255, 0, 0)
    assert tuple(whole[50, 160]) == (0, 255, 0)
    for x in (105, 260):
        assert tuple(whole[50, x]) == GROUND
    with pytest.raises(ValueError, match="no picture"):
        join(Size(300, 100), outputs, {"left": b"junk"}, ".png")


async def test_the_echo_of_two_nodes_is_one_picture_as_old_as_its_oldest_part() -> None:
    show = build(
        [
            Wall("w", "hall", "1", Size(200, 100)),
            Output("o1", "w", "left", Rect(0, 0, 100, 100)),
            Output("o2", "w", "right", Rect(100, 0, 100, 100)),
        ]
    )
    online = {"left", "right"}
    board = PictureBoard(VirtualClock())
    joiner = Joiner(board, lambda: show, lambda: frozenset(online))
    task = asyncio.create_task(joiner.run())
    joiner.put("right", head("w").model_copy(update={"at": 5.0, "serial": 3}), flat(200, 100, RED))
    joiner.put("left", head("w").model_copy(update={"at": 9.0, "serial": 4}), flat(200, 100, RED))
    await until("the joined picture", lambda: board.newest("program", "w"))
    kept = board.newest("program", "w")
    assert kept is not None
    assert (kept.head.at, kept.head.serial, kept.head.width) == (5.0, 3, 200)
    online.remove("right")
    joiner.put("left", head("w").model_copy(update={"at": 10.0}), b"alone again")
    await until("its own picture", lambda: board.newest("program", "w").data == b"alone again")  # type: ignore[union-attr]  # it was there
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
