"""Keeps the feeds that are wanted playing, in workers that may die at any time."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable, Mapping, Sequence
from itertools import count

from wallctl.domain.entities import Medium
from wallctl.domain.observed import FeedFigures, Picture, ProbeResult, Reason
from wallctl.domain.plan import FeedSpec
from wallctl.feeds import players, system
from wallctl.feeds.clock import Clock
from wallctl.feeds.feed import Feed
from wallctl.feeds.gather import Gather
from wallctl.feeds.keys import FeedKey, Frame, Want
from wallctl.feeds.link import WorkerLink, WorkerStuck
from wallctl.feeds.messages import Change, Close, Garbled, Open, Quit
from wallctl.feeds.probing import probe_result
from wallctl.feeds.spawn import Spawner

log = logging.getLogger(__name__)

FEEDS_A_WORKER = 4
FEEDS_A_DRAWER = 8  # pages and documents: their worker is large, their load small
_TICK_S = 0.2
_HUNG_S = 6.0
_DRAWER_HUNG_S = 30.0  # a page may keep its process busy for a while
_ENDING_S = 1.5
_RATE_S = 1.2


class FeedManager:
    """Belongs to one event loop and its thread; every method is called there.

    `commands`: command lines of the workers for media that are drawn elsewhere; they are
    started with `--fd N`. `on_frame` is called once for each batch of new frames of a feed,
    `on_state` when its picture or reason changed (see `figures`).
    """

    def __init__(
        self,
        *,
        commands: Mapping[Medium, Sequence[str]],
        on_frame: Callable[[FeedKey], None],
        on_state: Callable[[FeedKey], None],
        clock: Clock,
    ) -> None:
        self._commands = {medium: tuple(line) for medium, line in commands.items()}
        self._on_frame = on_frame
        self._on_state = on_state
        self._clock = clock
        self._feeds: dict[FeedKey, Feed] = {}
        self._probes: dict[FeedKey, Feed] = {}
        self._links: list[WorkerLink] = []
        self._spare: WorkerLink | None = None
        self._gather = Gather(self._drain)
        self._spawner = Spawner(self._zygote_lost)
        self._numbers = count(1)
        self._running = False
        self._fresh: set[FeedKey] = set()
        self._heard = asyncio.Event()  # a probe may have its answer
        self._again_at = 0.0  # not before may a worker be started that could not be

    # -- for the wall --------------------------------------------------------------------

    async def run(self) -> None:
        """Plays what is wanted until cancelled; every worker ends with it. Raises
        system.NotHere on a platform without shared-memory feeds."""
        system.require()
        self._running = True
        last = self._clock.monotonic()
        try:
            while True:
                now = self._clock.monotonic()
                self._tick(now, slept=now - last)
                last = now
                await asyncio.sleep(_TICK_S)
        finally:
            self._running = False
            await self._end()

    def want(self, wants: Mapping[FeedKey, Want]) -> None:
        """The whole set of feeds from now on; what is the same goes on undisturbed."""
        now = self._clock.monotonic()
        for key in [key for key in self._feeds if key not in wants]:
            self._close(self._feeds.pop(key))
        for key, want in wants.items():
            feed = self._feeds.get(key)
            if feed is not None and _other_stream(key, feed.want, want):
                self._close(feed)
                feed = None
            if feed is None:
                feed = self._feeds[key] = Feed(key, want, now)
                if self._running:
                    self._place(feed, now)
            elif feed.want != want:
                self._change(feed, want, now)

    def acquire(self, key: FeedKey) -> Frame | None:
        """The newest frame, without a copy; None before the first and in WARM mode. It stays
        what it is until the next acquire of this key."""
        feed = self._feeds.get(key)
        return feed.acquire() if feed is not None else None

    def look(self) -> bool:
        """Takes in what the workers sent, before the manager itself would; True where there was
        something. Who calls this goes on calling it some 50 times a second, or calls `rest`: nobody
        else looks meanwhile."""
        return self._gather.look()

    def rest(self) -> None:
        """The manager looks by itself again (see `look`)."""
        self._gather.rest()

    def figures(self) -> tuple[FeedFigures, ...]:
        now, epoch = self._clock.monotonic(), self._clock.now()
        return tuple(feed.figures(now, epoch) for feed in self._feeds.values())

    @property
    def workers(self) -> int:
        """Worker processes with feeds."""
        return sum(bool(link.feeds) for link in self._links)

    def pids(self) -> tuple[int, ...]:
        """Every process that belongs to the feeds, as far as known (for memory figures)."""
        links = [*self._links, *([self._spare] if self._spare else [])]
        found = [self._spawner.zygote_pid, *(link.process.pid for link in links)]
        return tuple(pid for pid in found if pid)

    async def probe(self, spec: FeedSpec, timeout_s: float) -> ProbeResult:
        """Opens a source beside the others until its first picture; never raises for a source
        that does not answer: the result says so."""
        key = FeedKey(f"probe {next(self._numbers)}", "main")
        now = self._clock.monotonic()
        feed = self._probes[key] = Feed(key, Want(spec), now)
        try:
            self._place(feed, now, alone=spec.medium not in self._commands)
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(timeout_s):
                    while not (feed.has_frame or self._answered(feed)):
                        await self._hear()
                # The rate takes a few pictures more.
                async with asyncio.timeout(min(_RATE_S, timeout_s)):
                    while not self._answered(feed):
                        await self._hear()
            return probe_result(feed, self._clock.monotonic(), self._clock.now())
        finally:
            del self._probes[key]
            self._close(feed)

    # -- placing -------------------------------------------------------------------------

    def _place(self, feed: Feed, now: float, *, alone: bool = False) -> None:
        """Opens a feed in the worker that suits; where none can be had, a tick tries again."""
        choice = players.choose(feed.want.spec, feed.key.stream, tried_vlc=feed.tried_vlc)
        feed.player = choice
        command = self._commands.get(feed.want.spec.medium, ())
        group = "\0".join(command) or choice
        alone = alone or feed.suspect(now)
        link = self._link_for(group, command, now, alone=alone)
        if link is None:
            feed.place_at = now + 0.5
            return
        feed.opening(next(self._numbers), now)
        link.feeds[feed.number] = feed
        want = feed.want
        order = Open(
            feed.number,
            want.spec,
            feed.key.stream,
            want.size,
            want.max_fps,
            want.mode,
            choice,
            want.sound,
        )
        self._order(link, order)

    def _link_for(
        self, group: str, command: Sequence[str], now: float, *, alone: bool
    ) -> WorkerLink | None:
        most = FEEDS_A_DRAWER if command else FEEDS_A_WORKER
        mates = [link for link in self._links if link.group == group and not link.alone]
        least = min(mates, key=lambda link: len(link.feeds), default=None)
        # Two feeds are kept apart; from then on a worker is filled before another is started,
        # the least loaded first.
        few = not command and least is not None and len(least.feeds) > 0 and len(mates) < 2
        if least is not None and not alone and not few and len(least.feeds) < most:
            return least
        link = self._start(group, command, now)
        if link is not None:
            link.alone = alone
        return link

    def _start(self, group: str, command: Sequence[str], now: float) -> WorkerLink | None:
        if not command and self._spare is not None:
            link, self._spare = self._spare, None
            link.group = group
            link.heard_at = now
            self._links.append(link)
            return link
        if now < self._again_at:
            return None
        try:
            channel, process = self._spawner.run(command) if command else self._spawner.fork()
        except OSError as error:
            log.warning("a feed worker cannot be started: %s", error.strerror or error)
            self._again_at = now + 1.0
            return None
        link = WorkerLink(group, channel, process, now)
        self._links.append(link)
        self._gather.add(link)
        return link

    def _change(self, feed: Feed, want: Want, now: float) -> None:
        old = feed.want
        feed.rewant(want, now)
        delivered = (want.size, want.max_fps, want.mode, want.sound)
        link = self._link_of(feed)
        if link is not None and delivered != (old.size, old.max_fps, old.mode, old.sound):
            self._order(link, Change(feed.number, *delivered))

    def _close(self, feed: Feed) -> None:
        self._leave(feed)
        feed.close()

    def _leave(self, feed: Feed) -> None:
        link = self._link_of(feed)
        if link is None:
            return
        del link.feeds[feed.number]
        self._order(link, Close(feed.number))
        if not link.feeds and link in self._links:
            self._drop(link)

    def _link_of(self, feed: Feed) -> WorkerLink | None:
        return next((link for link in self._links if feed.number in link.feeds), None)

    # -- hearing -------------------------------------------------------------------------

    def _drain(self, link: WorkerLink) -> None:
        now = self._clock.monotonic()
        try:
            told = link.drain(now, self._note)
        except EOFError:
            self._lost(link, now)
            return
        except Garbled as error:
            log.warning("feed worker %d says what cannot be (%s)", link.process.pid, error)
            self._lost(link, now)
            return
        if told:
            for feed in list(link.feeds.values()):
                self._judge(feed, now)
        fresh, self._fresh = self._fresh, set()
        for key in fresh:
            if (feed_of := self._feeds.get(key)) is not None:
                if feed_of.state.picture is not Picture.LIVE:
                    self._judge(feed_of, now)
                self._on_frame(key)

    def _note(self, feed: Feed) -> None:
        self._fresh.add(feed.key)
        if feed.key in self._probes:
            self._heard.set()

    def _judge(self, feed: Feed, now: float) -> None:
        if feed.key in self._probes:
            self._heard.set()
        elif feed.judge(now):
            self._on_state(feed.key)

    def _order(self, link: WorkerLink, order: Open | Change | Close) -> None:
        try:
            link.order(order)
        except (EOFError, WorkerStuck):
            # Taken up by the next tick, never in the middle of a change of the set.
            link.process.kill()

    # -- keeping -------------------------------------------------------------------------

    def _tick(self, now: float, slept: float) -> None:
        self._spawner.reap()
        for link in list(self._links):
            if slept > 2.0:
                link.heard_at = now  # it was this process that did not listen
            self._check(link, now)
        for feed in [*self._feeds.values(), *self._probes.values()]:
            if not feed.number and now >= feed.place_at:
                self._place(feed, now)
            self._fall_back(feed, now)
            self._judge(feed, now)
        if self._spare is None and now >= self._again_at:
            self._spare = self._start("", (), now)
            if self._spare is not None:
                self._links.remove(self._spare)

    def _check(self, link: WorkerLink, now: float) -> None:
        try:
            link.flush()
        except EOFError:
            self._lost(link, now)
            return
        hung = _HUNG_S if "\0" not in link.group and link.group in players.NAMES else _DRAWER_HUNG_S
        if link.feeds and now - link.heard_at > hung:
            log.warning("feed worker %d does not answer; ended", link.process.pid)
            self._lost(link, now)

    def _fall_back(self, feed: Feed, now: float) -> None:
        """A source that ffmpeg cannot read is tried once with vlc, where auto may choose."""
        said = feed.last_said
        if said is None or said.reason is not Reason.FORMAT or feed.tried_vlc or feed.has_frame:
            return
        if players.may_fall_back(feed.want.spec, feed.key.stream, feed.player):
            feed.tried_vlc = True
            self._leave(feed)
            feed.lost_worker(now, died=False)
            self._place(feed, now)

    def _lost(self, link: WorkerLink, now: float) -> None:
        """A worker is gone or must go: its feeds open again in another at once."""
        self._drop(link, kill=True)
        if link.feeds:
            log.warning(
                "feed worker %d lost; %d feeds open again", link.process.pid, len(link.feeds)
            )
        feeds, link.feeds = list(link.feeds.values()), {}
        # One that dies as soon as it starts must not spin.
        short = now - link.started_at < 2.0
        for feed in feeds:
            feed.lost_worker(now, died=True)
            feed.place_at = now + (min(5.0, 0.25 * 2 ** len(feed.deaths)) if short else 0.0)
            if not short and self._running:
                self._place(feed, now)
            self._judge(feed, now)

    def _drop(self, link: WorkerLink, *, kill: bool = False) -> None:
        """Lets go of a worker: asked to end, or ended."""
        if link is self._spare:
            self._spare = None
        if link in self._links:
            self._links.remove(link)
        self._gather.remove(link)
        if kill:
            link.process.kill()
        link.close()

    def _zygote_lost(self) -> None:
        """Workers live on without it; the next spare starts a new one."""

    # -- probing and ending --------------------------------------------------------------

    def _answered(self, feed: Feed) -> bool:
        said = feed.last_said
        if said is not None and said.reason is Reason.FORMAT:
            spec, stream = feed.want.spec, feed.key.stream
            return feed.tried_vlc or not players.may_fall_back(spec, stream, feed.player)
        if said is None or said.reason not in (Reason.NONE, Reason.DAMAGED):
            return said is not None
        return feed.has_frame and said.picture is Picture.LIVE and bool(said.figures.get("rate"))

    async def _hear(self) -> None:
        self._heard.clear()
        await self._heard.wait()

    async def _end(self) -> None:
        links = [*self._links, *([self._spare] if self._spare is not None else [])]
        self._links, self._spare = [], None
        for link in links:
            self._gather.remove(link)
            with contextlib.suppress(EOFError, WorkerStuck):
                link.order(Quit())
        deadline = self._clock.monotonic() + _ENDING_S
        for link in links:
            # A process has no event to wait on.
            while link.process.alive() and self._clock.monotonic() < deadline:  # noqa: ASYNC110
                await asyncio.sleep(0.02)
        for link in links:
            link.process.kill()
            link.close()
        self._gather.close()
        self._spawner.close()
        self._spawner.kill_rest()
        for feed in self._feeds.values():
            feed.close()
        self._feeds.clear()


def _other_stream(key: FeedKey, old: Want, new: Want) -> bool:
    """The same key now names something else to be opened."""
    a, b = old.spec, new.spec
    sub = key.stream == "sub"
    return (a.medium, a.player, a.options, a.sub if sub else a.main, a.main) != (
        b.medium,
        b.player,
        b.options,
        b.sub if sub else b.main,
        b.main,
    )
