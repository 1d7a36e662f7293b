"""A room: one writer, its show, its nodes, and all who follow."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, tzinfo
from functools import partial
from typing import Any

from wallctl.domain.commands import (
    Action,
    Answer,
    AudioClear,
    AudioCommand,
    Command,
    ControlAction,
    DeviceSet,
    DeviceSetMany,
    DutyCall,
    PowerDrill,
    ProgramConfirm,
    PtzAction,
    PtzMove,
    PtzStop,
    RequestRun,
    Result,
    RunRehearse,
    SceneRecall,
    SceneRequest,
    SequenceRun,
)
from wallctl.domain.control.runs import RunKind
from wallctl.domain.devices.entities import Behind
from wallctl.domain.devices.observed import DeviceState
from wallctl.domain.entities import Program
from wallctl.domain.errors import Refused
from wallctl.domain.observed import WallReport
from wallctl.domain.plan import FeedSpec
from wallctl.domain.plan_of import feed_of
from wallctl.domain.show import Show
from wallctl.engine.actions import Actions
from wallctl.engine.alarms import Alarms
from wallctl.engine.answers import failed, refused, together, unknown
from wallctl.engine.audio.audio import Audio
from wallctl.engine.behind import devices_moved
from wallctl.engine.bus import Asked, Bus, BusFull
from wallctl.engine.concerns import concerns_glass, scene_made_live, walls_concerned
from wallctl.engine.control.automation import Automation
from wallctl.engine.control.control import Control
from wallctl.engine.control.power import Power
from wallctl.engine.control.world import RoomWorld
from wallctl.engine.devices.cameras import DeviceCameras
from wallctl.engine.devices.park import Devices
from wallctl.engine.devices.searching import DeviceSearch, all_ways
from wallctl.engine.finding import Finder
from wallctl.engine.following import EventOut, Followers, Following, Published
from wallctl.engine.ledger import Committed, JournalFailed, Ledger
from wallctl.engine.memory import Memory
from wallctl.engine.nodes import Nodes
from wallctl.engine.observation import Board, Observation
from wallctl.engine.patrols import Patrols
from wallctl.engine.presence import Attendance, Duty
from wallctl.engine.ptz import Cameras
from wallctl.engine.recent_alarms import RecentAlarms
from wallctl.engine.requests import Requests
from wallctl.engine.strongbox import Strongbox
from wallctl.engine.take import GlassWait
from wallctl.engine.verdict import Expected, expected, on_glass
from wallctl.ports.alarms import AlarmLog
from wallctl.ports.audio import AudioBackend, NoAudio
from wallctl.ports.clock import Clock, Ids
from wallctl.ports.discovery import Discovery
from wallctl.ports.driver import Family
from wallctl.ports.glass import Glass
from wallctl.ports.journal import Journal, Logged
from wallctl.ports.line import Lines, no_lines
from wallctl.ports.patrols import NoPlaces, PatrolPlaces
from wallctl.ports.ptz import Ptz
from wallctl.ports.runs import Alive, NeverSlept, NoRuns, RunsKept
from wallctl.ports.secrets import Secrets

log = logging.getLogger(__name__)

LONGEST_S = 86400.0  # of a scene's steps that a sequence waits for
GLASS = "glass"  # who confirms programs
ALARMS = "alarms"  # who forgets marks of past alarms


class RoomEngine:
    """Carries out what is asked of a room, one command at a time, and says what came of it."""

    def __init__(
        self,
        *,
        room: str,
        journal: Journal,
        glass: Glass,
        clock: Clock,
        ids: Ids,
        secrets: Secrets,
        ptz: Ptz | None = None,
        families: Mapping[str, Family] | None = None,
        lines: Lines = no_lines,
        runs: RunsKept | None = None,
        alive: Alive | None = None,
        zone: tzinfo = UTC,
        discovery: Discovery | None = None,
        alarm_log: AlarmLog | None = None,
        duty: Duty | None = None,
        places: PatrolPlaces | None = None,
        audio: AudioBackend | None = None,
    ) -> None:
        self.room = room
        self._ids = ids
        self._journal = journal
        self._followers = Followers()
        self._board = Board(self._followers.publish)
        self._box = Strongbox(secrets, self.fault)
        self._ledger = Ledger(journal=journal, clock=clock, ids=ids, told=self._told)
        self._patrols = Patrols(
            clock=clock,
            show=lambda: self.show,
            board=self._board,
            follow=self._followers.follow,
            replan=lambda: self._nodes.replan(),  # noqa: PLW0108 - the nodes come after
            places=places or NoPlaces(),
        )
        self._audio = Audio(
            room=room,
            backend=audio or NoAudio(),
            clock=clock,
            show=lambda: self.show,
            turns=self._patrols.turns,
            told=self._board.audio,
            told_levels=self._board.levels,
            fault=self.fault,
        )
        self._requests = Requests(
            clock=clock, show=lambda: self.show, follow=self._followers.follow, ask=self._ask_own
        )
        self._nodes = Nodes(
            glass=glass,
            board=self._board,
            show=lambda: self.show,
            open_secret=self._box.open,
            on_report=self._seen_on_glass,
            patrols=self._patrols,
            sounds=self._audio.sounds,
        )
        self.devices = Devices(
            families=families or {},
            lines=lines,
            clock=clock,
            show=lambda: self.show,
            told=self._device_told,
            open_secret=self._box.open,
        )
        self._device_cameras = DeviceCameras(devices=self.devices, show=lambda: self.show)
        self._control = Control(
            world=RoomWorld(
                lambda what, by: self.ask(what, id=ids.fresh(), by=by),
                self.devices,
                lambda run: self._control.answer(run, LONGEST_S),
            ),
            clock=clock,
            ids=ids,
            show=lambda: self.show,
            told=self._board.runs,
            kept=runs or NoRuns(),
            look=self.devices.state,
        )
        self._automation = Automation(
            clock=clock,
            zone=zone,
            show=lambda: self.show,
            observed=lambda: self.observed,
            follow=self._followers.follow,
            start=self._start_by_itself,
            told=self._board.automations,
            alive=alive or NeverSlept(),
        )
        self._power = Power(
            clock=clock,
            show=lambda: self.show,
            observed=lambda: self.observed,
            follow=self._followers.follow,
            start=self._control.start_sequence,
            told=self._board.power,
            past=lambda: self.observed.runs,
        )
        self._actions = Actions(
            devices=self.devices,
            glass=glass,
            show=lambda: self.show,
            open_secret=self._box.open,
            finder=Finder(
                discovery=all_ways(
                    discovery,
                    DeviceSearch(
                        families=families or {},
                        lines=lines,
                        clock=clock,
                        show=lambda: self.show,
                        open_secret=self._box.open,
                    ),
                ),
                told=self._board.proposals,
                clock=clock,
            ),
        )
        self._cameras = Cameras(
            ptz=ptz or self._device_cameras,
            clock=clock,
            show=lambda: self.show,
            told=self._board.ptz,
        )
        self._glass_wait = GlassWait(
            clock=clock,
            show=lambda: self.show,
            observed=lambda: self.observed,
            follow=self._followers.follow,
        )
        self._bus = Bus()
        self._memory = Memory(journal, self.fault)
        self._alarms = Alarms(
            clock=clock,
            board=self._board,
            show=lambda: self.show,
            follow=self._followers.follow,
            ask=lambda command: self._ask_for_alarms(command, ids.fresh()),
            store=alarm_log or RecentAlarms(),
            fault=self.fault,
            phone=(duty or Duty()).phone,
        )
        self._attendance = Attendance(
            clock=clock,
            told=self._board.presence,
            limit_s=(duty or Duty()).unattended_s,
        )
        self._running = False

    @property
    def show(self) -> Show:
        return self._ledger.show

    @property
    def observed(self) -> Observation:
        return self._board.now

    def follow(self) -> Following:
        """An async context manager, and iterator of what is published from entering on."""
        return self._followers.follow()

    def feed_spec(self, source: str) -> FeedSpec | None:
        """How a node opens a source, with its passwords; None for one that is not there."""
        known = self.show.sources.get(source)
        return None if known is None else feed_of(known, self._box.open)

    @property
    def alarm_log(self) -> AlarmLog:
        """The history of the room's alarms."""
        return self._alarms.log

    async def journal_page(self, before: int, limit: int) -> tuple[Logged, ...]:
        """Rows of the journal under that number (0: from the end), newest first. Raises what
        the journal raises."""
        return await self._journal.page(before, limit)

    def present(self, desk: str, user: str, idle_s: float) -> None:
        """A desk is there; its last input was so many seconds ago."""
        self._attendance.present(desk, user, idle_s)

    def desk_left(self, desk: str) -> None:
        self._attendance.left(desk)

    def fault(self, code: str, on: bool) -> None:
        """Shows or ends a fault of the engine or its helpers on all screens, by its code."""
        if on and code not in self.observed.faults:
            log.warning("fault: %s", code)
        elif not on and code in self.observed.faults:
            log.info("fault ended: %s", code)
        self._board.fault(code, on)

    async def run(self, ready: asyncio.Event | None = None) -> None:
        """Loads the show and carries out commands until cancelled. Raises what the journal
        raises where it cannot be read."""
        self._running = True
        try:
            await self._ledger.load()
            await self._alarms.load()
            await self._patrols.load()
            await self._control.load()
            if ready is not None:
                ready.set()
            # Devices end last: at the end what moves is stopped, and that goes through them.
            async with asyncio.TaskGroup() as below, asyncio.TaskGroup() as group:
                below.create_task(self.devices.run())
                group.create_task(self._memory.run())
                group.create_task(self._alarms.run())
                group.create_task(self._attendance.run())
                group.create_task(self._nodes.run_events())
                group.create_task(self._nodes.run_plans())
                group.create_task(self._patrols.run())
                group.create_task(self._requests.run())
                group.create_task(self._cameras.run())
                group.create_task(self._audio.run())
                group.create_task(self._control.run())
                group.create_task(self._automation.run())
                group.create_task(self._power.run())
                self._cameras.look()
                group.create_task(self._write(group))
        finally:
            self._running = False
            for asked, begun in self._bus.left():
                # What was begun may be in the journal already: only a restart can tell.
                answer = unknown(self.show) if begun else failed(self.show, "stopped")
                self._bus.settle(asked, answer, remember=False)
            self._followers.close()
            await self._memory.flush()
            await self._alarms.flush()

    async def ask(
        self, what: Command | Action, *, id: str, by: str, expect: int | None = None
    ) -> Answer:
        """Carries out a command once for its id. Never raises for a refused or failed one."""
        if not self._running:
            return failed(self.show, "not_running")
        try:
            answer = self._bus.ask(what, id=id, by=by, expect=expect)
        except BusFull:
            return failed(self.show, "busy")
        return await asyncio.shield(answer)

    async def _write(self, group: asyncio.TaskGroup) -> None:
        while True:
            asked = await self._bus.next()
            try:
                await self._carry_out(asked, group)
            except Refused as exc:
                self._bus.settle(asked, refused(self.show, exc), remember=True)
            except JournalFailed as exc:
                self.fault(exc.code, True)
                self._bus.settle(asked, failed(self.show, exc.code, str(exc)), remember=False)
            except Exception:
                log.exception("command %s failed here", type(asked.what).__name__)
                self._bus.settle(asked, failed(self.show, "internal"), remember=False)

    async def _carry_out(self, asked: Asked, group: asyncio.TaskGroup) -> None:
        if isinstance(asked.what, PtzMove | PtzStop):
            await self._moved_camera(asked, asked.what, group)
            return
        known = await self._known(asked)
        if known is not None:
            self._bus.settle(asked, known, remember=True)
            return
        if isinstance(asked.what, PtzAction):
            await self._moved_camera(asked, asked.what, group)
            return
        if isinstance(asked.what, DutyCall):
            await self._call(asked, asked.what, group)
            return
        if isinstance(asked.what, Action):
            if isinstance(asked.what, RunRehearse):
                detail, act = self._control.rehearsed(asked.what)
            elif isinstance(asked.what, PowerDrill):
                detail, act = self._power.prepared(asked.what, asked.by)
            elif isinstance(asked.what, AudioClear):
                detail, act = self._audio.prepared(asked.what)
            elif isinstance(asked.what, ControlAction):
                detail, act = self._control.prepared(asked.what, asked.by)
            else:
                detail, act = self._actions.prepared(asked.what)
            await self._ledger.note(asked.what, id=asked.id, by=asked.by, detail=detail)
            self._journal_works()
            group.create_task(self._later(asked, act))
            return
        what = self.devices.completed(asked.what)
        what = self._as_it_stands(self._alarms.completed(what))
        done = await self._ledger.commit(what, id=asked.id, by=asked.by, expect=asked.expect)
        self._journal_works()
        self._look_again(what)
        if isinstance(what, AudioCommand):
            group.create_task(self._later(asked, partial(self._audio.answer, what)))
            return
        if isinstance(what, DeviceSet | DeviceSetMany):
            group.create_task(self._later(asked, partial(self.devices.answer, what)))
            return
        wanted = self._expected(what, done)
        scene = self.show.scenes.get(scene_made_live(self.show, what))
        if scene is not None and scene.steps:
            begun = partial(self._control.begun, RunKind.SCENE, scene.id, asked.by)
            group.create_task(self._later(asked, partial(self._both, wanted, begun)))
            return
        if wanted:
            revision = self.show.revision
            ran = (("ran", "unattended"),) if isinstance(what, RequestRun) else ()

            async def seen() -> Answer:
                answer = await self._glass_wait.answer(wanted, revision)
                return replace(answer, fields=(*answer.fields, *ran))

            group.create_task(self._later(asked, seen))
            return
        code = "" if done.entry is not None else "unchanged"
        told = (("id", done.created), ("taken", done.taken))
        fields = tuple((name, said) for name, said in told if said)
        moved = devices_moved(what, done)
        if moved.sets:
            group.create_task(self._later(asked, partial(self._switched, moved, fields)))
            return
        self._settle(asked, Answer(Result.DONE, self.show.revision, code, "", fields), done)

    async def _switched(self, moved: DeviceSetMany, fields: tuple[tuple[str, str], ...]) -> Answer:
        answer = await self.devices.answer(moved)
        return replace(answer, fields=(*answer.fields, *fields))

    async def _start_by_itself(self, kind: RunKind, target: str, by: str) -> Answer:
        """What a schedule or trigger starts goes the way of every command."""
        what = SceneRecall(target, live=True) if kind is RunKind.SCENE else SequenceRun(target)
        return await self.ask(what, id=self._ids.fresh(), by=by)

    async def _both(
        self, wanted: Sequence[Expected], begun: Callable[[], Coroutine[Any, Any, Answer]]
    ) -> Answer:
        """The glass and the steps of a scene, side by side, as one answer."""
        async with asyncio.TaskGroup() as group:
            steps = group.create_task(begun())
            glass = group.create_task(self._glass_wait.answer(wanted, self.show.revision))
        return together(glass.result(), steps.result()) if wanted else steps.result()

    def _look_again(self, what: Command) -> None:
        """The show changed: everything that follows it is told."""
        self._box.look_again(self.show.sources.values())
        self._nodes.replan()
        self._cameras.look()
        self.devices.look()
        self._audio.look(force=isinstance(what, AudioCommand))

    async def _moved_camera(self, asked: Asked, what: PtzAction, group: asyncio.TaskGroup) -> None:
        """The row first, but for a stop: that waits for no disk."""
        act = self._cameras.prepared(what, asked.by)
        if act.at_once:
            group.create_task(self._later(asked, act.run, keep=False))
        if act.detail:
            try:
                await self._ledger.note(what, id=asked.id, by=asked.by, detail=act.detail)
            except JournalFailed as exc:
                if not act.at_once:
                    raise
                self.fault(exc.code, True)
            else:
                self._journal_works()
        if not act.at_once:
            group.create_task(self._later(asked, act.run, keep=bool(act.detail)))

    async def _call(self, asked: Asked, what: DutyCall, group: asyncio.TaskGroup) -> None:
        """Somebody needs help: the call goes out whether the disk takes its row or not."""
        detail, act = self._alarms.prepared(what, asked.by)
        try:
            await self._ledger.note(what, id=asked.id, by=asked.by, detail=detail)
        except JournalFailed as exc:
            self.fault(exc.code, True)
            group.create_task(self._later(asked, act, keep=False))
        else:
            self._journal_works()
            group.create_task(self._later(asked, act))

    def _ask_for_alarms(self, command: Command, id: str) -> None:
        try:
            self._bus.ask(command, id=id, by=ALARMS, expect=None)
        except BusFull:
            log.debug("too much to do: marks of past alarms stay for now")

    async def _later(
        self, asked: Asked, act: Callable[[], Awaitable[Answer]], *, keep: bool = True
    ) -> None:
        """Answers once the glass or the device has said how it went. An answer beside a row is
        kept with it."""
        revision = self.show.revision
        try:
            answer = await act()
        except Exception:
            log.exception("waiting for %s failed here", type(asked.what).__name__)
            answer = failed(self.show, "internal")
        if not answer.revision:
            answer = replace(answer, revision=revision)
        if keep:
            self._settle(asked, answer)
        else:
            self._bus.settle(asked, answer, remember=True)

    def _settle(self, asked: Asked, answer: Answer, done: Committed | None = None) -> None:
        self._bus.settle(asked, answer, remember=True)
        if done is None or done.entry is not None:
            self._memory.keep(asked.id, answer)

    async def _known(self, asked: Asked) -> Answer | None:
        """What the journal remembers of an id from before a restart."""
        try:
            known = await self._journal.outcome(asked.id)
        except Exception as exc:
            log.exception("the journal cannot be read")
            raise JournalFailed("journal_failed", why=type(exc).__name__) from exc
        if known is None or known.code != "outcome_unknown":
            return known
        wanted = self._now_on(asked.what)
        if not wanted:
            return replace(known, result=Result.PART)
        seen = self._glass_wait.now(wanted, known.revision)
        return replace(seen, result=Result.PART, code="outcome_unknown")

    def _as_it_stands(self, what: Command) -> Command:
        """What a command means just now: whose turn it is in a patrol, and whether there is
        anybody to be asked."""
        presence = self.observed.presence
        if isinstance(what, SceneRequest) and presence.since and not presence.attended:
            return RequestRun(what.scene, what.panel)
        return self._patrols.completed(what)

    def _expected(self, what: Command, done: Committed) -> Sequence[Expected]:
        """What the glass shall show after a command; nothing where it does not concern it."""
        if not concerns_glass(what):
            return ()
        if done.entry is None:
            return self._now_on(what)
        programs = [c.after for c in done.entry.changes if isinstance(c.after, Program)]
        return [expected(self.show, program.id) for program in programs]

    def _now_on(self, what: Command | Action) -> Sequence[Expected]:
        """What the walls that a command is about shall show now."""
        return [expected(self.show, wall) for wall in walls_concerned(self.show, what)]

    def _seen_on_glass(self, report: WallReport) -> None:
        if report.wall in self.show.walls and report.mapped:
            self._confirm(report.wall)

    def _device_told(self, id: str, state: DeviceState | None) -> None:
        self._board.device(id, state)
        self._device_cameras.device_told(id, state)
        for wall in self.show.all(Behind):
            if wall in self.show.walls:
                self._confirm(wall)

    def _confirm(self, wall: str) -> None:
        """A program that is on the glass is confirmed, whoever waits for it or not."""
        program = self.show.program(wall)
        if program.confirmed or not program.serial:
            return
        if on_glass(self.show, self.observed, wall):
            confirm = ProgramConfirm(wall, program.serial)
            self._ask_own(confirm, f"confirm-{wall}-{program.serial}", GLASS)

    def _ask_own(self, what: Command, id: str, by: str) -> None:
        """A command of the engine's own; asked again later by who asks where the bus is full."""
        if not self._bus.pending(id):
            try:
                self._bus.ask(what, id=id, by=by, expect=None)
            except BusFull:
                log.debug("too much to do: %s waits", id)

    def _told(self, event: EventOut) -> None:
        self._followers.publish(Published(event=event))

    def _journal_works(self) -> None:
        for code in ("journal_full", "journal_failed"):
            self.fault(code, False)
