"""A player worker: plays up to four feeds, a thread each, until the node is gone."""

from __future__ import annotations

import contextlib
import importlib
import os
import time

from wallctl.feeds import testcard
from wallctl.feeds.channel import Channel
from wallctl.feeds.messages import Change, Close, Open, Quit
from wallctl.feeds.player import Kit, Player
from wallctl.feeds.players import VLC, scheme
from wallctl.feeds.worker_end import WorkerEnd

_POLL_S = 1.0


def preload() -> None:
    """The slow imports, done once in the fork server. Leaves one thread only."""
    importlib.import_module("wallctl.feeds.ffmpeg")


def run(channel: Channel) -> None:
    """Serves one pipe. Ends the process when the node is gone: threads that hang in a
    network read must not keep it."""
    end = WorkerEnd(channel)
    players = _Players(end)
    playing: dict[int, Player] = {}
    beaten = 0.0
    while True:
        end.wait(_POLL_S)
        try:
            orders = end.receive()
        except EOFError:
            os._exit(0)
        for order in orders:
            if isinstance(order, Quit):
                os._exit(0)
            elif isinstance(order, Open):
                playing[order.feed] = players.open(order)
            elif isinstance(order, Change):
                if (player := playing.get(order.feed)) is not None:
                    player.change(order)
            elif isinstance(order, Close):
                with contextlib.suppress(KeyError):
                    playing.pop(order.feed).close()
        if time.monotonic() - beaten > _POLL_S:
            beaten = time.monotonic()
            for feed in playing:
                end.beat(feed)


class _Players:
    """The kinds of players, each loaded when the first feed asks for it."""

    def __init__(self, end: WorkerEnd) -> None:
        self._end = end
        self._kits: dict[str, Kit] = {}

    def open(self, order: Open) -> Player:
        if scheme(order.address) == testcard.SCHEME:
            return testcard.TestCard(self._end, order)
        kit = self._kits.get(order.player)
        if kit is None:
            kit = self._kits[order.player] = _kit(order.player)
        return kit.open(self._end, order)


def _kit(player: str) -> Kit:
    if player == VLC:
        vlc: Kit = importlib.import_module("wallctl.feeds.vlc").VlcPlayers()
        return vlc
    ffmpeg: Kit = importlib.import_module("wallctl.feeds.ffmpeg").FfmpegPlayers()
    return ffmpeg
