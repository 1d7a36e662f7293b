"""Who gets which live picture, and which node is asked for it."""

from __future__ import annotations

import asyncio

from wallctl.api.demand import share
from wallctl.api.pictures import MAX_STREAMS, PictureBoard, bounded
from wallctl.domain.entities import Medium, Output, Source, Wall
from wallctl.domain.geometry import Rect, Size
from wallctl.domain.show import build
from wallctl.testing.clock import VirtualClock
from wallctl.wire.node import PictureHead, Wanted


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


def test_each_wall_is_asked_from_the_node_that_draws_most_of_it() -> None:
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
    assert {(w.kind, w.id) for w in shares["small"]} == {("thumbnail", "s")}
