"""Guessing takes ever longer for whoever guesses, and for nobody else."""

from __future__ import annotations

import pytest

from wallctl.api.sign_in_lockout import FORGOTTEN_S, FREE, KEPT, LONGEST_S, Locked, Lockout


class Time:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def lockout(time: Time) -> Lockout:
    return Lockout(time)


def guess(lockout: Lockout, times: int, name: str = "王工", peer: str = "10.0.0.9") -> None:
    for _ in range(times):
        lockout.begin(name, peer)


def test_anyone_may_mistype(lockout: Lockout) -> None:
    guess(lockout, FREE - 1)
    assert lockout.wait_s("王工", "10.0.0.9") == 0


def test_the_wait_grows_up_to_its_limit(lockout: Lockout, time: Time) -> None:
    guess(lockout, FREE)
    waits = []
    for _ in range(10):
        with pytest.raises(Locked) as locked:
            lockout.begin("王工", "10.0.0.9")
        waits.append(locked.value.seconds)
        time.now += locked.value.seconds
        guess(lockout, 1)
    assert waits[:4] == [5, 10, 20, 40]
    assert waits[-1] == LONGEST_S
    assert waits == sorted(waits)


def test_a_try_while_locked_does_not_lengthen_the_wait(lockout: Lockout, time: Time) -> None:
    guess(lockout, FREE)
    for _ in range(50):
        with pytest.raises(Locked):
            lockout.begin("王工", "10.0.0.9")
    time.now += 5
    guess(lockout, 1)


def test_nobody_else_waits(lockout: Lockout) -> None:
    guess(lockout, FREE)
    guess(lockout, 1, name="李工")
    guess(lockout, 1, peer="127.0.0.1")
    with pytest.raises(Locked):
        lockout.begin(" 王工 ", "10.0.0.9")


def test_the_right_password_and_time_forgive(lockout: Lockout, time: Time) -> None:
    guess(lockout, FREE - 1)
    lockout.passed("王工", "10.0.0.9")
    guess(lockout, FREE)
    time.now += FORGOTTEN_S + 1
    guess(lockout, FREE - 1)


def test_names_without_end_take_no_memory_without_end(lockout: Lockout) -> None:
    for n in range(KEPT + 100):
        lockout.begin(f"n{n}", "10.0.0.9")
    assert len(lockout._tries) == KEPT
