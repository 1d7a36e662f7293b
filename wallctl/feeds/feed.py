"""The node's view of one feed: its ring, what its worker said, and what that amounts to."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, replace

from wallctl.domain.entities import SLATE_AFTER_STALE_S, Medium
from wallctl.domain.observed import FeedFigures, Picture, Reason
from wallctl.feeds.keys import FeedKey, Frame, Mode, Want
from wallctl.feeds.messages import FrameHead, Said, SegmentHead
from wallctl.feeds.ring import RingReader

# Pages and documents are live by their worker's heartbeat: they may rightly never change.
BY_HEARTBEAT = frozenset(
    {Medium.WEB, Medium.IMAGE, Medium.PDF, Medium.TEXT, Medium.CLOCK, Medium.BARS}
)
_RATE_OVER_S = 2.0
_SUMMED = ("lost", "dropped", "reconnects")


@dataclass(frozen=True, slots=True)
class State:
    picture: Picture
    reason: Reason


class Feed:
    """Times are the node's monotonic seconds, handed in."""

    def __init__(self, key: FeedKey, want: Want, now: float) -> None:
        self.key = key
        self.want = want
        self.number = 0  # its name on the pipe, given with each opening
        self.player = ""
        self.tried_vlc = False
        self.deaths: deque[float] = deque(maxlen=4)  # of workers it was in
        self.place_at = now
        self.state = State(Picture.OPENING, Reason.NONE)
        self.since_s = now  # of the state, monotonic
        self.connect_ms = 0.0
        self._ring = RingReader()
        self._said: Said | None = None
        self._carried = dict.fromkeys(_SUMMED, 0)
        self._asked_at = now
        self._alive_at = now  # last new frame, or heartbeat
        self._arrived_ns = 0
        self._times: deque[float] = deque(maxlen=256)

    # -- what comes from the worker ------------------------------------------------------

    def segment(self, head: SegmentHead, fd: int) -> None:
        self._ring.renew(head, fd)

    def frame(self, head: FrameHead, now: float) -> None:
        """Raises Garbled where the worker breaks the ring's rules."""
        self._ring.arrived(head)
        if not self.connect_ms:
            self.connect_ms = (now - self._asked_at) * 1000
        self._alive_at = now
        self._arrived_ns = min(head.arrived_ns, time.monotonic_ns())
        self._times.append(now)

    def beat(self, now: float) -> None:
        if self.want.spec.medium in BY_HEARTBEAT and self._ring.has_frame:
            self._alive_at = now

    def said(self, said: Said) -> None:
        if self.tried_vlc and said.reason is Reason.NO_PLAYER:
            # That libVLC is not there either is not what the source's owner must know.
            said = replace(said, reason=Reason.FORMAT)
        self._said = said

    # -- what the manager does with it ---------------------------------------------------

    def opening(self, number: int, now: float) -> None:
        """It is being opened in a worker."""
        self.number = number
        self._asked_at = now
        self.connect_ms = 0.0

    def lost_worker(self, now: float, *, died: bool) -> None:
        """Its worker is gone: the last frame stays until a new one comes."""
        if died:
            self.deaths.append(now)
        if self._said is not None:
            for name in _SUMMED:
                self._carried[name] += _count(self._said.figures, name)
        self._carried["reconnects"] += 1
        self._said = None
        self.number = 0
        self._ring.orphan()

    def rewant(self, want: Want, now: float) -> None:
        """It shall be delivered otherwise. A feed that stops decoding has no picture any more,
        so that an old one is never taken for the new."""
        if want.mode is Mode.WARM and self.want.mode is Mode.PLAY:
            self._ring.clear()
        if want.mode is not self.want.mode:
            self._asked_at = self._alive_at = now
            self.connect_ms = 0.0
            self._arrived_ns = 0
            self._times.clear()
        self.want = want

    def acquire(self) -> Frame | None:
        return self._ring.acquire()

    def close(self) -> None:
        """It is wanted no more."""
        self._ring.close()

    def suspect(self, now: float) -> bool:
        """Two of its workers died within a minute: it gets one of its own."""
        return sum(now - at < 60 for at in self.deaths) >= 2

    # -- what it amounts to --------------------------------------------------------------

    def judge(self, now: float) -> bool:
        """Works out the state; True where it changed."""
        state = self._judge(now)
        if state == self.state:
            return False
        if state.picture is not self.state.picture:
            self.since_s = now
        self.state = state
        return True

    def _judge(self, now: float) -> State:
        said = self._said.picture if self._said is not None else Picture.OPENING
        reason = self._said.reason if self._said is not None else Reason.NONE
        if self._said is None and self.deaths and now - self.deaths[-1] < 60:
            reason = Reason.WORKER_LOST
        quiet = now - self._alive_at
        stale_s = self.want.spec.stale_s
        if self.want.mode is Mode.WARM:
            if said is Picture.WARM and not reason:
                return State(Picture.WARM, Reason.NONE)
            if reason or quiet >= stale_s + SLATE_AFTER_STALE_S:
                return State(Picture.SLATE, reason or Reason.SILENT)
            return State(Picture.OPENING, Reason.NONE)
        if not self._ring.has_frame:
            if reason and reason is not Reason.DAMAGED:
                return State(Picture.SLATE, reason)
            if quiet >= stale_s + SLATE_AFTER_STALE_S:
                return State(Picture.SLATE, reason or Reason.SILENT)
            return State(Picture.OPENING, reason)
        if quiet >= stale_s + SLATE_AFTER_STALE_S:
            return State(Picture.SLATE, reason or Reason.SILENT)
        if quiet >= stale_s:
            return State(Picture.STALE, reason or Reason.SILENT)
        if said is Picture.HELD:
            return State(Picture.HELD, reason or Reason.DAMAGED)
        return State(Picture.LIVE, Reason.NONE)

    def figures(self, now: float, epoch: float) -> FeedFigures:
        """`epoch`: the clock's seconds since 1970 at `now`."""
        while self._times and now - self._times[0] > _RATE_OVER_S:
            self._times.popleft()
        said = self._said.figures if self._said is not None else {}
        age = (time.monotonic_ns() - self._arrived_ns) / 1e6 if self._arrived_ns else 0.0
        dropped = _count(said, "dropped") + self._carried["dropped"] + self._ring.overwritten
        return FeedFigures(
            source=self.key.source,
            stream=self.key.stream,
            picture=self.state.picture,
            reason=self.state.reason,
            detail=self._said.detail if self._said is not None else "",
            since=epoch - self._lasts(now),
            player=str(said.get("player", self.player))[:20],
            codec=str(said.get("codec", ""))[:20],
            width=_count(said, "width"),
            height=_count(said, "height"),
            connect_ms=_number(said, "connect_ms") or self.connect_ms,
            fps=self._fps(now),
            frame_age_ms=max(0.0, age),
            kbps=_number(said, "kbps"),
            lost=_count(said, "lost") + self._carried["lost"],
            dropped=dropped,
            frames=self._ring.number,
            reconnects=_count(said, "reconnects") + self._carried["reconnects"],
            sound=str(said.get("sound", ""))[:20],
            sound_peak=min(100.0, _number(said, "sound_peak")),
        )

    def _lasts(self, now: float) -> float:
        """Seconds since the state began; where a picture was lost, since the last good one."""
        lost = self.state.picture in (Picture.STALE, Picture.HELD, Picture.SLATE)
        if not lost or not self._arrived_ns:
            return now - self.since_s
        if self.want.spec.medium in BY_HEARTBEAT:
            return now - self._alive_at
        return (time.monotonic_ns() - self._arrived_ns) / 1e9

    def _fps(self, now: float) -> float:
        if len(self._times) < 2:
            return 0.0
        return (len(self._times) - 1) / max(0.001, now - self._times[0])

    @property
    def has_frame(self) -> bool:
        return self._ring.has_frame

    @property
    def last_said(self) -> Said | None:
        return self._said


def _number(figures: Mapping[str, float | int | str], name: str) -> float:
    value = figures.get(name, 0.0)
    return float(value) if isinstance(value, (int, float)) and 0 <= value < 1e15 else 0.0


def _count(figures: Mapping[str, float | int | str], name: str) -> int:
    return int(_number(figures, name))
