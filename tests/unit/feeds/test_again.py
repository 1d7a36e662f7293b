"""A feed is played for ever: what is told of each end, and how long is waited."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest

from wallctl.domain.observed import Reason
from wallctl.feeds.again import play_again
from wallctl.feeds.faults import PlayFailed


class Closed(threading.Event):
    """Waits no time, but writes down for how long it was asked to."""

    def __init__(self) -> None:
        super().__init__()
        self.pauses: list[float] = []

    def wait(self, timeout: float | None = None) -> bool:
        assert timeout is not None
        self.pauses.append(timeout)
        return self.is_set()


@dataclass
class Player:
    """Does in turn what it is given: a number of pictures, or an error; then it is closed."""

    turns: list[int | Exception]
    closed: Closed = field(default_factory=Closed)
    pictures: int = 0
    told: list[tuple[Reason, str, bool]] = field(default_factory=list)

    def play(self) -> None:
        turn = self.turns.pop(0)
        if isinstance(turn, Exception):
            raise turn
        self.pictures += turn

    def failed(self, why: PlayFailed, played: bool) -> None:
        self.told.append((why.reason, why.detail, played))
        if not self.turns:
            self.closed.set()

    def run(self, pauses: Callable[[Reason], tuple[float, float]]) -> None:
        play_again(
            self.play,
            self.closed,
            shown=lambda: self.pictures,
            failed=self.failed,
            pauses=pauses,
        )


def test_each_end_is_told_with_its_reason_and_whether_there_were_pictures() -> None:
    player = Player([PlayFailed(Reason.UNREACHABLE, "no route"), 5, 0, ValueError("rtsp://a:b@c")])
    player.run(lambda _: (1.0, 8.0))
    assert player.told == [
        (Reason.UNREACHABLE, "no route", False),
        (Reason.ENDED, "", True),
        (Reason.ENDED, "", False),
        (Reason.UNKNOWN, "ValueError", False),
    ]


def test_pauses_double_up_to_the_longest_and_begin_anew_after_pictures() -> None:
    gone = PlayFailed(Reason.UNREACHABLE)
    player = Player([gone, gone, gone, gone, 1, gone])
    player.run(lambda _: (1.0, 4.0))
    wanted = [1, 2, 4, 4, 1, 2]
    assert len(player.closed.pauses) == len(wanted)
    for pause, most in zip(player.closed.pauses, wanted, strict=True):
        assert 0.8 * most <= pause <= most


def test_the_pause_is_that_of_the_reason() -> None:
    player = Player([PlayFailed(Reason.AUTH), PlayFailed(Reason.UNREACHABLE)])
    player.run(lambda why: (100.0, 600.0) if why is Reason.AUTH else (1.0, 3.0))
    assert player.closed.pauses[0] >= 80
    assert player.closed.pauses[1] <= 2


@pytest.mark.parametrize("turn", [3, PlayFailed(Reason.SILENT)], ids=["ended", "failed"])
def test_what_ends_because_it_was_closed_tells_nothing(turn: int | Exception) -> None:
    player = Player([turn])
    play = player.play

    def closed_meanwhile() -> None:
        player.closed.set()
        play()

    player.play = closed_meanwhile  # type: ignore[method-assign]  # the same, closed within
    player.run(lambda _: (1.0, 3.0))
    assert player.told == []
    assert player.closed.pauses == []
