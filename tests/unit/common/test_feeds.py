from tests.unit.desk.fake_room import feed
from ui.common.feeds import best_feeds, has_picture, is_fresh
from wallctl.domain.observed import Picture


def test_the_best_stream_counts() -> None:
    best = best_feeds([feed("a", Picture.SLATE), feed("a", Picture.LIVE), feed("b", Picture.STALE)])
    assert best["a"].picture is Picture.LIVE
    assert best["b"].picture is Picture.STALE


def test_only_live_and_warm_deliver() -> None:
    delivering = {p for p in Picture if has_picture(feed("a", p))}
    assert delivering == {Picture.LIVE, Picture.WARM}
    assert not has_picture(None)


def test_a_still_page_has_no_frame_time() -> None:
    assert is_fresh(feed("a"))
    assert not is_fresh(feed("a", frame_age_ms=90_000.0))
