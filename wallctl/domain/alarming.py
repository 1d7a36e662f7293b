"""The life of an alarm: from what is wrong now to the list people see. Pure, time comes in.

A row is kept for each key while it matters. Its trouble must last a while before it is raised and
be gone a while before it is cleared. Raised again and again it is one row that chatters, until it
has been quiet. What people did about it is in the marks and never in the rows.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from wallctl.domain.alarm_rules import Rule, rule_of
from wallctl.domain.alarm_troubles import Trouble
from wallctl.domain.alarms import Alarm, AlarmEvent, AlarmMark, Happened, Priority

CHATTER_RAISES = 3  # more than so many
CHATTER_S = 60.0  # within this
QUIET_S = 120.0  # until quiet for this

RECALLED_S = 20.0
"""What stood when the engine ended may come again within this and be the same raise: whoever
acknowledged it has not to do so again."""


@dataclass(frozen=True, slots=True)
class Row:
    """`since` is when `there` last turned; `raises` the newest times it was raised."""

    key: str
    code: str
    target: str
    fields: tuple[tuple[str, str], ...]
    cause: str
    there: bool
    since: float
    after_s: float | None = None
    raised_at: float = 0.0  # 0: not yet
    cleared_at: float = 0.0  # 0 while it stands
    count: int = 0
    raises: tuple[float, ...] = ()
    chattering: bool = False
    recalled: bool = False  # stood before the engine ended, not seen since

    @property
    def rule(self) -> Rule:
        return rule_of(self.code)

    @property
    def stands(self) -> bool:
        return self.raised_at > 0 and not self.cleared_at

    @property
    def on_s(self) -> float:
        return self.rule.on_s if self.after_s is None else self.after_s

    @property
    def off_s(self) -> float:
        return max(self.rule.off_s, RECALLED_S) if self.recalled else self.rule.off_s


Rows = Mapping[str, Row]


def advance(
    rows: Rows, found: Iterable[Trouble], marks: Mapping[str, AlarmMark], now: float
) -> tuple[dict[str, Row], tuple[AlarmEvent, ...]]:
    """The rows as they are now, and what happened to come there."""
    after: dict[str, Row] = {}
    events: list[AlarmEvent] = []
    troubles = {one.key: one for one in found}
    # Causes first: what is explained waits for what explains it.
    for key in sorted({*rows, *troubles}, key=lambda k: bool(k in troubles and troubles[k].cause)):
        row = _noticed(rows.get(key), troubles.get(key), now)
        cause = after.get(row.cause) if row.cause else None
        waits = row.cause in troubles and (cause is None or not cause.stands)
        row = _turned(row, now, events, waits=waits)
        if _matters(row, marks.get(key), now):
            after[key] = row
    return after, tuple(events)


def _noticed(row: Row | None, trouble: Trouble | None, now: float) -> Row:
    """The row with what is seen now."""
    if row is not None:
        row = _in_the_past(row, now)
    if trouble is None:
        if row is None:
            raise ValueError("neither a row nor a trouble")
        return replace(row, there=False, since=now) if row.there else row
    if row is None:
        row = Row(trouble.key, trouble.code, trouble.target, (), "", True, now)
    return replace(
        row,
        fields=trouble.fields,
        cause=trouble.cause,
        after_s=trouble.after_s,
        there=True,
        since=row.since if row.there else now,
        recalled=False,
    )


def _in_the_past(row: Row, now: float) -> Row:
    """A clock that was set back must not hold an alarm up until it has caught up."""
    if max(row.since, row.cleared_at, *row.raises, 0.0) <= now:
        return row
    return replace(
        row,
        since=min(row.since, now),
        cleared_at=min(row.cleared_at, now),
        raises=tuple(min(at, now) for at in row.raises),
    )


def _turned(row: Row, now: float, events: list[AlarmEvent], *, waits: bool) -> Row:
    """Raised or cleared, where that is due."""
    lasted = now - row.since
    if row.there and not row.stands and lasted >= row.on_s and not waits:
        row = _raised(row, now)
        events.append(event_of(row, Happened.RAISED, now))
    elif not row.there and row.stands and lasted >= row.off_s:
        row = replace(row, cleared_at=now)
        events.append(event_of(row, Happened.CLEARED, now))
    if row.chattering and now - row.raises[-1] >= QUIET_S:
        row = replace(row, chattering=False)
    return row


def _raised(row: Row, now: float) -> Row:
    lately = (*(at for at in row.raises if now - at < CHATTER_S), now)[-CHATTER_RAISES - 1 :]
    peace = not row.raised_at or now - (row.cleared_at or now) >= QUIET_S
    again = row.chattering  # the same affair goes on: nobody is called once more
    return replace(
        row,
        raised_at=row.raised_at if again else now,
        cleared_at=0.0,
        count=1 if peace else row.count + 1,
        raises=lately,
        chattering=again or (len(lately) > CHATTER_RAISES and not row.rule.each),
    )


def _matters(row: Row, mark: AlarmMark | None, now: float) -> bool:
    if row.there or row.stands or row.chattering:
        return True
    if not row.raised_at:
        return False
    return is_latched(row, mark) or now - row.cleared_at < QUIET_S


def is_latched(row: Row, mark: AlarmMark | None) -> bool:
    """Whether the cause is gone and only a reset takes it off the list."""
    reset = mark is not None and mark.reset_raise >= row.raised_at
    return bool(row.rule.latched and row.cleared_at) and not reset


def shown(rows: Rows, marks: Mapping[str, AlarmMark]) -> tuple[Alarm, ...]:
    """The list people see, gravest first, then newest."""
    seen = [r for r in rows.values() if r.stands or r.chattering or is_latched(r, marks.get(r.key))]
    keys = {row.key for row in seen}
    alarms = [_alarm(row, row.cause if row.cause in keys else "") for row in seen]
    return tuple(sorted(alarms, key=lambda a: (ORDER[a.priority], -a.raised_at, a.key)))


ORDER = {priority: place for place, priority in enumerate(Priority)}


def _alarm(row: Row, cause: str) -> Alarm:
    return Alarm(
        row.key,
        row.code,
        row.target,
        row.rule.priority,
        row.raised_at,
        row.cleared_at,
        row.count,
        row.chattering,
        cause,
        row.fields,
    )


def event_of(
    row: Row | Alarm, what: Happened, at: float, *, by: str = "", note: str = ""
) -> AlarmEvent:
    priority = rule_of(row.code).priority
    return AlarmEvent(
        at,
        what,
        row.key,
        row.code,
        row.target,
        priority,
        row.raised_at,
        by,
        note,
        row.cause,
        row.fields,
    )


def due(rows: Rows, now: float) -> float | None:
    """Seconds until time alone changes something; None where it will not."""
    return min((wait for row in rows.values() for wait in _waits(row, now)), default=None)


def _waits(row: Row, now: float) -> Iterator[float]:
    if row.there and not row.stands:
        yield max(0.0, row.since + row.on_s - now)
    if not row.there and row.stands:
        yield max(0.0, row.since + row.off_s - now)
    if row.chattering:
        yield max(0.0, row.raises[-1] + QUIET_S - now)
    elif row.cleared_at and not row.there and not row.rule.latched:
        yield max(0.0, row.cleared_at + QUIET_S - now)


TURNS = (Happened.RAISED, Happened.CLEARED, Happened.RESET)
"""The lines of the history that say whether an alarm is on the list."""


def stays(newest: AlarmEvent, latched: Collection[str]) -> bool:
    """Whether an alarm is still on the list, by the newest line of its turns."""
    if newest.what is Happened.CLEARED:
        return newest.code in latched
    return newest.what is Happened.RAISED


def recalled(latest: Iterable[AlarmEvent], now: float) -> dict[str, Row]:
    """Rows of what stood, or waited for its reset, when the engine ended: from the history's
    newest line of each."""
    return {
        one.key: Row(
            one.key,
            one.code,
            one.target,
            one.fields,
            one.cause,
            there=False,
            since=now,
            raised_at=one.raised_at,
            cleared_at=one.at if one.what is Happened.CLEARED else 0.0,
            count=1,
            raises=(one.raised_at,),
            recalled=True,
        )
        for one in latest
        if one.raised_at > 0 and one.what in (Happened.RAISED, Happened.CLEARED)
    }


def settled(rows: Rows, now: float) -> dict[str, Row]:
    """The rows once every node has come back after a start: what is still wrong shows by now."""
    return {
        key: replace(row, recalled=False, since=now) if row.recalled else row
        for key, row in rows.items()
    }


def forgettable(marks: Mapping[str, AlarmMark], rows: Rows, now: float) -> tuple[str, ...]:
    """Keys of marks that say nothing any more: their alarm is forgotten and no shelf holds."""
    return tuple(sorted(k for k, m in marks.items() if k not in rows and m.shelved_until <= now))
