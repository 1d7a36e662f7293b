from __future__ import annotations

import pytest

from tests.unit.domain.conftest import Hand
from wallctl.domain.commands import (
    Command,
    RequestAccept,
    RequestDecline,
    RequestExpire,
    RequestRun,
    SceneRemove,
    SceneRequest,
    SceneSave,
    Undo,
)
from wallctl.domain.deciding.requests import KEPT, open_requests
from wallctl.domain.errors import Conflict, Invalid, NotFound
from wallctl.domain.shift import Request, RequestState
from wallctl.domain.undo import belongs_in_log


@pytest.fixture
def asked(hand: Hand) -> Hand:
    """wang asked for s1; the hand's clock says 1001."""
    hand.do(SceneRequest("s1", 30, "大厅面板"))
    return hand


def only(hand: Hand) -> Request:
    (one,) = hand.show.all(Request).values()
    return one


def test_asked(asked: Hand) -> None:
    request = only(asked)
    assert (request.scene, request.by, request.panel) == ("s1", "wang", "大厅面板")
    assert (request.at, request.expires_at, request.state) == (1001, 1031, RequestState.OPEN)
    assert asked.show.program("big").serial == 0  # nothing is on the wall by asking


def test_accepted_is_recalled_live_by_who_accepts(asked: Hand) -> None:
    asked.do(RequestAccept(only(asked).id), by="li")
    program, request = asked.show.program("big"), only(asked)
    assert (program.scene, program.by, program.serial) == ("s1", "li", asked.show.revision)
    assert (request.state, request.answered_by) == (RequestState.ACCEPTED, "li")
    assert request.answered_at > request.at
    asked.do(Undo("big"), by="li")  # the preview it replaced comes back; the wall stays
    assert [t.id for t in asked.show.preview_tiles("big")] == ["t1", "t2"]
    assert asked.show.program("big") == program


def test_declined(asked: Hand) -> None:
    asked.do(RequestDecline(only(asked).id), by="li")
    assert (only(asked).state, only(asked).answered_by) == (RequestState.DECLINED, "li")
    assert asked.show.program("big").serial == 0


def test_what_is_answered_is_not_answered_again(asked: Hand) -> None:
    asked.do(RequestDecline(only(asked).id), by="li")
    for command in (RequestAccept(only(asked).id), RequestDecline(only(asked).id)):
        with pytest.raises(Conflict) as refused:
            asked.do(command)
        assert refused.value.fields["reason"] == "request_declined"
        assert refused.value.fields["by"] == "li"


def test_it_expires_with_its_time_and_not_before(asked: Hand) -> None:
    id = only(asked).id
    assert asked.decide(RequestExpire(id)) == ()
    asked.count = 29  # 1029 .. 1030: still there
    assert asked.decide(RequestExpire(id)) == ()
    asked.count = 31
    with pytest.raises(Conflict) as refused:
        asked.do(RequestAccept(id))  # the clock's own word may come a moment later
    assert refused.value.fields["reason"] == "request_expired"
    asked.do(RequestExpire(id), by="clock")
    assert only(asked).state is RequestState.EXPIRED
    assert not belongs_in_log(asked.log[-1])
    assert asked.decide(RequestExpire(id)) == ()
    assert asked.decide(RequestExpire("none")) == ()


def test_one_for_each_scene_two_scenes_queue(asked: Hand) -> None:
    with pytest.raises(Conflict) as refused:
        asked.do(SceneRequest("s1", 30), by="zhao")
    assert (refused.value.fields["by"], refused.value.fields["request"]) == (
        "wang",
        only(asked).id,
    )
    asked.do(SceneSave("二", id="s2"))
    asked.do(SceneRequest("s2", 30), by="zhao")
    assert [r.scene for r in open_requests(asked.show)] == ["s1", "s2"]
    asked.do(RequestDecline(open_requests(asked.show)[0].id))
    asked.do(SceneRequest("s1", 30))  # asked again once answered
    assert [r.scene for r in open_requests(asked.show)] == ["s2", "s1"]


@pytest.mark.parametrize(
    ("command", "kind", "key"),
    [
        (SceneRequest("none"), NotFound, "scene"),
        (SceneRequest("s1", 4.9), Invalid, "seconds"),
        (SceneRequest("s1", 601), Invalid, "seconds"),
        (SceneRequest("s1", 30, "a\nb"), Invalid, "panel"),
        (RequestAccept("none"), NotFound, "id"),
        (RequestDecline("none"), NotFound, "id"),
        (RequestRun("none"), NotFound, "scene"),
    ],
)
def test_wrong_ones(hand: Hand, command: Command, kind: type[Exception], key: str) -> None:
    before = hand.show
    with pytest.raises(kind) as refused:
        hand.do(command)
    assert refused.value.fields["key"] == key  # type: ignore[attr-defined]
    assert hand.show is before


def test_run_at_once_is_noted_and_answers_who_waits_for_the_same(asked: Hand) -> None:
    asked.do(RequestRun("s1", "值班室面板"), by="zhao")
    first, second = sorted(asked.show.all(Request).values(), key=lambda r: r.at)
    assert (first.state, first.by) == (RequestState.ACCEPTED, "wang")
    assert (second.state, second.by, second.answered_by) == (RequestState.ACCEPTED, "zhao", "")
    assert (asked.show.program("big").scene, asked.show.program("big").by) == ("s1", "zhao")


def test_a_removed_scene_takes_its_requests_along(asked: Hand) -> None:
    asked.do(SceneRemove("s1"))
    assert only(asked).state is RequestState.EXPIRED


def test_the_answered_ones_are_not_kept_for_ever(hand: Hand) -> None:
    for _ in range(KEPT + 5):
        hand.do(SceneRequest("s1", 30))
        hand.do(RequestDecline(open_requests(hand.show)[0].id))
    kept = hand.show.all(Request).values()
    assert len(kept) == KEPT
    assert max(r.at for r in kept) == max(line.at for line in hand.log if "scene" in line.kind)


def test_a_scene_that_is_asked_for_is_not_undone_away(hand: Hand) -> None:
    hand.do(SceneSave("新", id="s9"))
    hand.do(SceneRequest("s9", 30), by="zhao")
    with pytest.raises(Conflict) as refused:
        hand.do(Undo())
    assert (refused.value.fields["reason"], refused.value.fields["by"]) == ("would_trample", "zhao")
    hand.do(RequestDecline(open_requests(hand.show)[0].id), by="li")
    hand.do(Undo())
    assert "s9" not in hand.show.scenes
