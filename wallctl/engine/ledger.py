"""The show in memory and its journal: decided, made durable, applied, told, in this order."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace

from wallctl.domain.commands import (
    NAME_OF,
    Action,
    Command,
    Envelope,
    ProgramConfirm,
    Redo,
    RequestExpire,
    Undo,
)
from wallctl.domain.decide import decide, with_devices
from wallctl.domain.entities import Kind
from wallctl.domain.errors import Conflict, WallctlError
from wallctl.domain.show import Change, Show, apply
from wallctl.domain.undo import (
    LOG_LIMIT,
    belongs_in_log,
    cut,
    for_log,
    only_marks,
    redo,
    undo,
)
from wallctl.engine.following import EventOut
from wallctl.ports.clock import Clock, Ids
from wallctl.ports.journal import Entry, Journal, JournalFull

log = logging.getLogger(__name__)

TAIL = 400
_OF_NOBODY = frozenset({NAME_OF[ProgramConfirm], NAME_OF[RequestExpire]})
_NAMED = frozenset(
    {Kind.SOURCE, Kind.TILE, Kind.SCENE, Kind.REQUEST, Kind.USER, Kind.WALL, Kind.DEVICE}
)


class JournalFailed(WallctlError):
    """The journal did not take the entry; nothing was changed. Code: `journal_full` where it
    has no room, else `journal_failed`."""

    code = "journal_failed"


@dataclass(frozen=True, slots=True)
class Committed:
    """What a command changed. `entry` is None where all was already as asked; `taken` is the
    kind of command that an undo took back, or a redo brought back."""

    entry: Entry | None
    taken: str = ""

    @property
    def created(self) -> str:
        """The id of the one source, tile, scene or request that came to be; empty for none or
        more."""
        changes = self.entry.changes if self.entry is not None else ()
        ids = [c.key.id for c in changes if c.before is None and c.key.entity in _NAMED]
        return ids[0] if len(ids) == 1 else ""


class Ledger:
    """Written by one writer alone."""

    def __init__(
        self, *, journal: Journal, clock: Clock, ids: Ids, told: Callable[[EventOut], None]
    ) -> None:
        self._journal = journal
        self._clock = clock
        self._ids = ids
        self._told = told
        self._show = Show()
        self._log: list[Entry] = []
        self._moved_at = 0

    @property
    def show(self) -> Show:
        return self._show

    async def load(self) -> None:
        """Takes up what the journal holds."""
        self._show = await self._journal.load()
        self._moved_at = self._show.revision
        tail = await self._journal.tail(TAIL)
        kept = [entry for entry in tail if belongs_in_log(entry)]
        self._log = [_for_log(entry) for entry in kept[-LOG_LIMIT:]]

    async def commit(
        self, command: Command, *, id: str, by: str, expect: int | None = None
    ) -> Committed:
        """Carries a command out. Raises Refused, JournalFailed; then nothing was changed."""
        at = self._clock.now()
        if expect is not None and self._moved_at <= expect <= self._show.revision:
            # Only glass and clock have said anything since, or somebody about an alarm: that is
            # not moving on.
            expect = self._show.revision
        envelope = Envelope(id, by, at, (self._ids.fresh(),), expect)
        changes, undoes = self._decided(command, envelope)
        if not changes:
            return Committed(None)
        revision = self._show.revision + 1
        taken = next((e.kind for e in self._log if undoes and e.revision == undoes), "")
        after = apply(self._show, changes, revision)
        entry = Entry(revision, id, NAME_OF[type(command)], by, at, changes, undoes)
        await self._append(entry)
        self._show = after
        self._remember(entry)
        self._told(EventOut(revision, at, by, entry.kind, changes))
        return Committed(entry, taken)

    async def note(self, action: Action, *, id: str, by: str, detail: str) -> None:
        """Writes down an action: a row without changes, which moves no revision.

        Raises JournalFailed."""
        kind, at = NAME_OF[type(action)], self._clock.now()
        await self._append(Entry(self._show.revision, id, kind, by, at, (), detail=detail))

    def _decided(self, command: Command, envelope: Envelope) -> tuple[tuple[Change, ...], int]:
        if not isinstance(command, Undo | Redo):
            return decide(self._show, command, envelope), 0
        if envelope.expect not in (None, self._show.revision):
            raise Conflict(key="expect", reason="moved_on", got=envelope.expect)
        step = undo if isinstance(command, Undo) else redo
        found = step(self._show, self._log, envelope.by, command.wall)
        return with_devices(self._show, found.changes, envelope), found.undoes

    async def _append(self, entry: Entry) -> None:
        try:
            await self._journal.append(entry)
        except JournalFull as exc:
            raise JournalFailed("journal_full", why=str(exc)) from exc
        except Exception as exc:
            log.exception("the journal did not take revision %s", entry.revision)
            if not await self._arrived(entry):
                raise JournalFailed("journal_failed", why=type(exc).__name__) from exc

    async def _arrived(self, entry: Entry) -> bool:
        """Whether an entry was written although the journal said otherwise."""
        try:
            return any(e.command_id == entry.command_id for e in await self._journal.tail(1))
        except Exception:
            log.exception("the journal cannot be read")
            return False

    def _remember(self, entry: Entry) -> None:
        if entry.kind not in _OF_NOBODY and not only_marks(entry.changes):
            self._moved_at = entry.revision
        if belongs_in_log(entry):
            self._log = [*cut([*self._log, _for_log(entry)])][-LOG_LIMIT:]


def _for_log(entry: Entry) -> Entry:
    return replace(entry, changes=for_log(entry.changes))
