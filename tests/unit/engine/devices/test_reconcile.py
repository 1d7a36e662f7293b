"""When a point is set, and what is said of it: never a fight, never more than three tries."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from wallctl.domain.devices.observed import Verdict
from wallctl.domain.devices.points import POWER_VIA, Capability, Point, Policy, Text
from wallctl.engine.devices.reconcile import (
    ATTEMPTS,
    Progress,
    Wish,
    attempted,
    due,
    judged,
    noticed,
    reached,
    verdict,
)

WORDS = Text("试", "Try")
LEVEL = Point("level", Capability.LEVEL, WORDS, low=0, high=100, step=1, settle_s=5)
POWER = Point("power", Capability.POWER, WORDS, via=POWER_VIA, settle_s=60)
BLIND = Point("blind", Capability.SWITCH, WORDS, readable=False)
ONCE, ENFORCE, OBSERVE = Policy.ONCE, Policy.ENFORCE, Policy.OBSERVE


def wish(value: object, **more: object) -> Progress:
    return Progress(Wish(value, "wang", 1.0), **more)  # type: ignore[arg-type]


def said(point: Point, progress: Progress | None, seen: object, policy: Policy = ONCE) -> Verdict:
    return verdict(point, policy, progress, seen, 0.0, online=True)[0]  # type: ignore[arg-type]


def test_a_wish_is_sent_once_and_then_waited_for() -> None:
    new = wish(50)
    assert due(LEVEL, ONCE, new, 10, 0.0)
    sent = attempted(LEVEL, new, 0.0)
    assert not due(LEVEL, ONCE, sent, 10, 4.9)
    assert due(LEVEL, ONCE, sent, 10, 5.0)
    assert said(LEVEL, sent, 10) is Verdict.PENDING


def test_what_is_there_needs_no_sending() -> None:
    there = noticed(LEVEL, wish(50), 50.4)
    assert there.delivered
    assert not due(LEVEL, ONCE, there, 50.4, 0.0)
    assert said(LEVEL, there, 50.4) is Verdict.IN_SYNC


def test_nobody_who_turns_the_knob_is_fought() -> None:
    there = noticed(LEVEL, attempted(LEVEL, wish(50), 0.0), 50)
    assert not due(LEVEL, ONCE, there, 80, 1000.0)
    assert said(LEVEL, there, 80) is Verdict.DRIFTED


def test_enforce_sets_again_once_in_the_settle_time() -> None:
    there = noticed(LEVEL, attempted(LEVEL, wish(50), 0.0), 50)
    assert due(LEVEL, ENFORCE, there, 80, 1000.0)
    again = attempted(LEVEL, there, 1000.0)
    assert not due(LEVEL, ENFORCE, again, 80, 1004.0)


def test_observe_never_sets() -> None:
    assert not due(LEVEL, OBSERVE, wish(50), 10, 0.0)


def test_three_tries_and_it_has_failed() -> None:
    one, now = wish(50), 0.0
    for _ in range(ATTEMPTS):
        assert due(LEVEL, ONCE, one, 10, now)
        one = attempted(LEVEL, one, now)
        now += LEVEL.settle_s
        one = judged(LEVEL, ONCE, one, 10, now)
    assert one.failed == "not_taken"
    assert not due(LEVEL, ONCE, one, 10, now + 1000)
    assert said(LEVEL, one, 10) is Verdict.FAILED
    late = noticed(LEVEL, one, 50)
    assert said(LEVEL, late, 50) is Verdict.IN_SYNC, "it came about after all"


def test_warming_is_no_drift_but_has_an_end() -> None:
    sent = attempted(POWER, wish("on"), 0.0)
    assert not due(POWER, ONCE, sent, "warming", 100.0)
    assert verdict(POWER, ONCE, sent, "warming", 100.0, online=True) == (
        Verdict.PENDING,
        "warming",
    )
    assert judged(POWER, ONCE, sent, "warming", 179.0).failed == ""
    assert judged(POWER, ONCE, sent, "warming", 181.0).failed == "stuck"


def test_what_cannot_be_read_back_is_sent_and_never_confirmed() -> None:
    sent = attempted(BLIND, wish(True), 0.0)
    assert said(BLIND, sent, None) is Verdict.SENT
    assert not due(BLIND, ONCE, sent, None, 100.0)
    assert not due(BLIND, ENFORCE, sent, None, 100.0)
    refused = attempted(BLIND, wish(True), 0.0, "rejected")
    assert said(BLIND, refused, None) is Verdict.PENDING


def test_what_was_heard_before_the_wish_proves_nothing() -> None:
    unsure = wish(50, unsure=True)
    assert said(LEVEL, unsure, 50) is Verdict.PENDING
    assert not due(LEVEL, ONCE, unsure, 50, 0.0)
    assert not noticed(LEVEL, unsure, 50).delivered


def test_a_lost_device_says_nothing_of_what_was_and_waits_for_what_was_not() -> None:
    assert verdict(LEVEL, ONCE, wish(50), 50, 0.0, online=False) == (Verdict.PENDING, "waits")
    done = wish(50, delivered=True)
    assert verdict(LEVEL, ONCE, done, 50, 0.0, online=False)[0] is Verdict.UNKNOWN
    assert verdict(LEVEL, ONCE, None, 50, 0.0, online=False)[0] is Verdict.UNKNOWN


@given(
    seen=st.lists(st.integers(0, 100), min_size=1, max_size=60),
    policy=st.sampled_from(list(Policy)),
    step=st.floats(0.1, 20),
)
def test_it_never_floods(seen: list[int], policy: Policy, step: float) -> None:
    """Whatever a device says: one send at most in the settle time, none once it was so (`once`),
    and after three in vain none at all."""
    one, now, sends = wish(50), 0.0, []
    for value in seen:
        one = judged(LEVEL, policy, noticed(LEVEL, one, value), value, now)
        if due(LEVEL, policy, one, value, now):
            assert not (one.delivered and policy is ONCE)
            assert value != 50
            sends.append(now)
            one = attempted(LEVEL, one, now)
        now += step
    assert all(b - a >= LEVEL.settle_s for a, b in pairwise(sends))
    if 50 not in seen:
        assert len(sends) <= ATTEMPTS


def test_a_new_connection_says_anew_what_was_not_brought_about() -> None:
    sent = attempted(LEVEL, wish(50), 0.0)
    assert not due(LEVEL, ONCE, sent, 10, 1.0)
    assert due(LEVEL, ONCE, reached(LEVEL, sent), 10, 1.0)
    there = noticed(LEVEL, sent, 50)
    assert reached(LEVEL, there) is there


def test_what_nothing_proves_is_not_said_anew_unless_the_device_forgets_it() -> None:
    sent = attempted(BLIND, wish(True), 0.0)
    assert not due(BLIND, ONCE, reached(BLIND, sent), None, 1000.0)
    held = replace(BLIND, held=True)
    sent = wish(True, delivered=True)  # of before the engine began
    for n in range(ATTEMPTS + 2):
        again = reached(held, sent)
        assert due(held, ONCE, again, None, float(n))
        sent = attempted(held, again, float(n))
        assert not due(held, ONCE, sent, None, 1000.0)
        assert said(held, sent, None) is Verdict.SENT
