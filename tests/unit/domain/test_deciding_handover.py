"""Notes are kept, a handover takes two people, a warning has a level and words."""

from __future__ import annotations

from typing import Any

import pytest

from wallctl.domain.commands import (
    Command,
    Envelope,
    HandoverAccept,
    HandoverBegin,
    NoteAdd,
    NoteRemove,
    NoteUpdate,
    SituationSet,
)
from wallctl.domain.decide import decide
from wallctl.domain.deciding.handover import KEPT, MAX_LINES
from wallctl.domain.entities import Handover, Note, Room, Situation, User
from wallctl.domain.errors import Invalid, NotAllowed, NotFound, Refused
from wallctl.domain.people import Role
from wallctl.domain.show import Show, apply, build

ROOM = Room("hall", "指挥大厅")


def done(show: Show, command: Command, by: str = "甲", at: float = 100.0) -> Show:
    envelope = Envelope(f"id{show.revision}", by, at, (f"fresh{show.revision}",))
    return apply(show, decide(show, command, envelope))


def test_a_note_is_written_ticked_and_removed() -> None:
    show = done(build([ROOM]), NoteAdd("3 号机柜待换模组"))
    (note,) = show.all(Note).values()
    assert (note.text, note.by, note.at, note.done) == ("3 号机柜待换模组", "甲", 100.0, False)
    show = done(show, NoteUpdate(note.id, done=True), by="乙")
    assert show.all(Note)[note.id].done
    assert show.all(Note)[note.id].by == "甲"
    assert not done(show, NoteRemove(note.id)).all(Note)


def test_a_handover_takes_two_people() -> None:
    show = done(build([ROOM]), HandoverBegin(("当前场景：日常值守",), name="甲"))
    (one,) = show.all(Handover).values()
    assert (one.outgoing, one.incoming, one.confirmed_at) == ("甲", "", 0.0)
    with pytest.raises(NotAllowed) as caught:
        done(show, HandoverAccept(one.id, name="甲"))
    assert caught.value.fields["reason"] == "same_person"
    show = done(show, HandoverAccept(one.id, name="乙"), at=160.0)
    after = show.all(Handover)[one.id]
    assert (after.outgoing, after.incoming, after.confirmed_at) == ("甲", "乙", 160.0)
    with pytest.raises(NotAllowed):
        done(show, HandoverAccept(one.id, name="丙"))


def test_with_users_it_is_who_asks_whatever_name_is_given() -> None:
    show = build([ROOM, User("u1", "甲", Role.OPERATOR, secret="sealed")])
    show = done(show, HandoverBegin((), name="乙"), by="甲")
    (one,) = show.all(Handover).values()
    assert one.outgoing == "甲"
    with pytest.raises(NotAllowed):
        done(show, HandoverAccept(one.id, name="乙"), by="甲")


def test_one_that_nobody_accepted_gives_way_and_old_ones_go() -> None:
    show = build([ROOM])
    for n in range(KEPT + 3):
        show = done(show, HandoverBegin((), name="甲"), at=float(n))
        show = done(show, HandoverBegin((), name="甲"), at=n + 0.5)
        (pending,) = [h for h in show.all(Handover).values() if not h.incoming]
        show = done(show, HandoverAccept(pending.id, name="乙"), at=n + 0.7)
    kept = show.all(Handover)
    assert len(kept) == KEPT
    assert min(h.at for h in kept.values()) == 3.5


def test_a_situation_is_set_part_by_part() -> None:
    show = done(build([ROOM]), SituationSet(response="防汛Ⅱ级应急响应"))
    show = done(show, SituationSet(warning="暴雨橙色预警", warning_level="orange"))
    assert show.all(Situation)["hall"] == Situation(
        "hall", "防汛Ⅱ级应急响应", "暴雨橙色预警", "orange"
    )
    show = done(show, SituationSet(warning="", warning_level=""))
    assert show.all(Situation)["hall"].response == "防汛Ⅱ级应急响应"


@pytest.mark.parametrize(
    ("command", "error", "place"),
    [
        (NoteAdd("  "), Invalid, {"key": "text", "reason": "empty"}),
        (NoteUpdate("none", done=True), NotFound, {"key": "id"}),
        (NoteRemove("none"), NotFound, {"key": "id"}),
        (HandoverAccept("none"), NotFound, {"key": "id"}),
        (HandoverBegin(("x",) * (MAX_LINES + 1)), Invalid, {"key": "lines"}),
        (HandoverBegin(("a", "\x00")), Invalid, {"key": "lines[1]"}),
        (SituationSet(warning="暴雨橙色预警"), Invalid, {"key": "warning_level"}),
        (SituationSet(warning_level="red"), Invalid, {"key": "warning"}),
        (SituationSet(warning="x", warning_level="pink"), Invalid, {"key": "warning_level"}),
    ],
)
def test_what_is_wrong_is_named(
    command: Command, error: type[Refused], place: dict[str, Any]
) -> None:
    with pytest.raises(error) as caught:
        done(build([ROOM]), command)
    assert place.items() <= caught.value.fields.items()
