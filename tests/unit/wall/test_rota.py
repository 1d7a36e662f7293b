"""Thumbnails take turns: never more than two sources are opened for them."""

from __future__ import annotations

from ui.wall.rota import AGAIN_FAILED_S, AGAIN_S, AT_ONCE, PATIENCE_S, Rota
from wallctl.domain.entities import Medium
from wallctl.domain.plan import FeedSpec

SPECS = [FeedSpec(f"s{i}", "", Medium.STREAM, "rtsp://x") for i in range(5)]


def test_all_get_their_turn() -> None:
    rota = Rota()
    rota.want(SPECS)
    seen = set()
    now = 100.0
    for _ in range(5):
        opened = rota.turn(now, lambda _source, _since: True)
        assert len(opened) <= AT_ONCE
        seen |= {s.source for s in opened}
        now += 1
    assert seen == {s.source for s in SPECS}


def test_a_dead_source_gives_way_and_waits_longer() -> None:
    rota = Rota()
    rota.want(SPECS[:1])
    assert rota.turn(0.0, lambda *_: False)
    assert rota.turn(PATIENCE_S - 1, lambda *_: False)
    assert not rota.turn(PATIENCE_S + 1, lambda *_: False)
    assert not rota.turn(PATIENCE_S + 1 + AGAIN_S, lambda *_: False)
    assert rota.turn(PATIENCE_S + 1 + AGAIN_FAILED_S, lambda *_: False)


def test_what_is_no_longer_wanted_is_closed() -> None:
    rota = Rota()
    rota.want(SPECS)
    rota.turn(0.0, lambda *_: False)
    rota.want(())
    assert rota.turn(1.0, lambda *_: False) == ()
