"""Notes, the handover of a shift, and the situation it works under."""

from __future__ import annotations

from dataclasses import replace

from wallctl.domain.commands import (
    Envelope,
    HandoverAccept,
    HandoverBegin,
    NoteAdd,
    NoteRemove,
    NoteUpdate,
    SituationSet,
)
from wallctl.domain.deciding.checks import (
    FreshIds,
    check_id,
    check_line,
    check_name,
    check_text,
    invalid,
)
from wallctl.domain.errors import NotAllowed, NotFound
from wallctl.domain.people import User, can_sign_in
from wallctl.domain.shift import Handover, Note, Situation
from wallctl.domain.show import Change, Show, change

KEPT = 100
"""Handovers that stay at hand; the journal has them all."""
MAX_LINES = 500
WARNING_LEVELS = ("", "blue", "yellow", "orange", "red")


def add_note(show: Show, command: NoteAdd, envelope: Envelope) -> tuple[Change, ...]:
    notes = show.all(Note)
    id = command.id or FreshIds(envelope, notes).next()
    check_id("id", id)
    if id in notes:
        raise invalid("id", "duplicate_id", id)
    _check_said(command.text)
    return (change(None, Note(id, envelope.at, envelope.by, command.text)),)


def update_note(show: Show, command: NoteUpdate, envelope: Envelope) -> tuple[Change, ...]:
    before = _the_note(show, command.id)
    after = before
    if command.text is not None:
        _check_said(command.text)
        after = replace(after, text=command.text)
    if command.done is not None:
        after = replace(after, done=command.done)
    return (change(before, after),) if after != before else ()


def remove_note(show: Show, command: NoteRemove, envelope: Envelope) -> tuple[Change, ...]:
    return (change(_the_note(show, command.id), None),)


def begin(show: Show, command: HandoverBegin, envelope: Envelope) -> tuple[Change, ...]:
    """One that nobody accepted yet gives way to the new one."""
    if len(command.lines) > MAX_LINES:
        raise invalid("lines", "too_long", len(command.lines), limit=MAX_LINES)
    for n, line in enumerate(command.lines):
        check_text(f"lines[{n}]", line)
    known = show.all(Handover)
    fresh = Handover(
        FreshIds(envelope, known).next(),
        envelope.at,
        _who(show, command.name, envelope),
        lines=command.lines,
    )
    open_ones = [one for one in known.values() if not one.incoming]
    closed = sorted((one for one in known.values() if one.incoming), key=lambda one: one.at)
    gone = open_ones + closed[: max(0, len(closed) + 1 - KEPT)]
    return (*(change(one, None) for one in gone), change(None, fresh))


def accept(show: Show, command: HandoverAccept, envelope: Envelope) -> tuple[Change, ...]:
    before = show.get(Handover, command.id)
    if before is None:
        raise NotFound(key="id", reason="unknown", got=command.id, entity="handover")
    if before.incoming:
        raise NotAllowed(key="id", reason="accepted", got=before.id, by=before.incoming)
    who = _who(show, command.name, envelope)
    if who == before.outgoing:
        raise NotAllowed(key="name", reason="same_person", got=who)
    return (change(before, replace(before, incoming=who, confirmed_at=envelope.at)),)


def set_situation(show: Show, command: SituationSet, envelope: Envelope) -> tuple[Change, ...]:
    """A level without words would be a colour alone; words without a level are no warning."""
    room = next(iter(show.rooms), "")
    if not room:
        raise NotFound(key="room", reason="unknown", got="", entity="room")
    known = show.get(Situation, room)
    before = known or Situation(room)
    given = {
        key: value
        for key in ("response", "warning", "warning_level")
        if (value := getattr(command, key)) is not None
    }
    after = replace(before, **given)
    check_line("response", after.response)
    check_line("warning", after.warning)
    if after.warning_level not in WARNING_LEVELS:
        raise invalid("warning_level", "unknown", after.warning_level)
    if bool(after.warning.strip()) != bool(after.warning_level):
        key = "warning_level" if after.warning.strip() else "warning"
        raise invalid(key, "empty", "")
    return (change(known, after),) if after != before else ()


def _the_note(show: Show, id: str) -> Note:
    one = show.get(Note, id)
    if one is None:
        raise NotFound(key="id", reason="unknown", got=id, entity="note")
    return one


def _check_said(text: str) -> None:
    if not text.strip():
        raise invalid("text", "empty", text)
    check_text("text", text)


def _who(show: Show, name: str, envelope: Envelope) -> str:
    """Whoever is signed in; where nobody can be, the name that was given."""
    if any(can_sign_in(user) for user in show.all(User).values()):
        return envelope.by
    who = name.strip() or envelope.by
    check_name("name", who)
    return who
