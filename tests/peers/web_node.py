"""A node of one worker: starts `ui.web`, gives it orders, and reads its ring and its words."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from wallctl.domain.geometry import Size
from wallctl.domain.plan import FeedSpec
from wallctl.feeds import messages, system
from wallctl.feeds.channel import Channel
from wallctl.feeds.keys import Frame, Mode
from wallctl.feeds.messages import Change, Close, Open, Said
from wallctl.feeds.ring import RingReader

Picture = NDArray[np.uint8]
WAIT_S = 30.0


@dataclass
class Feed:
    """All that the worker gave for one feed."""

    reader: RingReader
    said: list[Said] = field(default_factory=list)
    frames: int = 0
    beats: int = 0
    beat_at: float = 0.0

    @property
    def state(self) -> tuple[str, str, str]:
        if not self.said:
            return "", "", ""
        last = self.said[-1]
        return last.picture.value, last.reason.value, last.detail


class WebNode:
    """Use as a context manager: the worker ends with it."""

    def __init__(self, env: Mapping[str, str]) -> None:
        ours, theirs = system.channel_pair()
        self.channel = Channel(ours)
        self.process = subprocess.Popen(
            [sys.executable, "-m", "ui.web", "--fd", str(theirs.fileno())],
            pass_fds=(theirs.fileno(),),
            env={**os.environ, **env},
            stderr=subprocess.PIPE,
        )
        theirs.close()
        self.feeds: dict[int, Feed] = {}

    def __enter__(self) -> WebNode:
        return self

    def __exit__(self, *_: object) -> None:
        self.channel.close()
        try:
            self.errors = self.process.communicate(timeout=WAIT_S)[1].decode()
        finally:
            if self.process.poll() is None:
                self.process.kill()
                self.process.communicate()

    def open(self, feed: int, spec: FeedSpec, **how: object) -> Feed:
        made = Feed(RingReader())
        self.feeds[feed] = made
        self._order(Open(feed, spec, **how))
        return made

    def change(self, feed: int, **how: object) -> None:
        self._order(Change(feed, **how))

    def close(self, feed: int) -> None:
        self._order(Close(feed))

    def turn(self) -> None:
        """Takes what the worker has sent."""
        for data, fd in self.channel.receive():
            message = messages.unpack_from_worker(data)
            feed = self.feeds[message.feed]
            match message:
                case messages.SegmentHead():
                    feed.reader.renew(message, fd)
                    os.close(fd)
                case messages.FrameHead():
                    feed.reader.arrived(message)
                    feed.frames += 1
                case messages.Beat():
                    feed.beats += 1
                    feed.beat_at = time.monotonic()
                case Said():
                    feed.said.append(message)

    def until(self, what: str, holds: Callable[[], bool], within_s: float = WAIT_S) -> None:
        """Turns until `holds()`. Raises AssertionError with `what` and the states."""
        end = time.monotonic() + within_s
        while True:
            self.turn()
            if holds():
                return
            if time.monotonic() > end:
                states = {n: f.state for n, f in self.feeds.items()}
                raise AssertionError(f"not within {within_s} s: {what}; {states}")
            if self.process.poll() is not None:
                raise AssertionError(f"the worker ended with {self.process.returncode}")
            time.sleep(0.01)

    def run_for(self, seconds: float) -> None:
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self.turn()
            time.sleep(0.01)

    def until_state(
        self, feed: int, picture: str, reason: str = "", within_s: float = WAIT_S
    ) -> str:
        """Waits for a state; its detail."""
        self.until(
            f"feed {feed} is {picture} {reason}",
            lambda: self.feeds[feed].state[:2] == (picture, reason),
            within_s,
        )
        return self.feeds[feed].state[2]

    def picture(self, feed: int) -> Picture:
        """The newest picture, height x width x (red, green, blue), copied."""
        frame = self.frame(feed)
        pixels = np.frombuffer(frame.data, np.uint8).reshape(frame.height, frame.width, 4)
        return pixels[:, :, 2::-1].copy()

    def frame(self, feed: int) -> Frame:
        frame = self.feeds[feed].reader.acquire()
        assert frame is not None, "no picture yet"
        return frame

    def play(self, feed: int, size: Size | None = None) -> None:
        self.change(feed, size=size, mode=Mode.PLAY)

    def _order(self, order: messages.Order) -> None:
        assert self.channel.send(messages.pack_order(order))
