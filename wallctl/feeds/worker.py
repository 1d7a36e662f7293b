"""A player worker: plays up to four feeds, a thread each, until the node is gone."""

from __future__ import annotations

import contextlib
import importlib
import os
import time

from wallctl.domain.observed import Picture, Reason
from wallctl.feeds import testcard
from wallctl.feeds.channel import Channel
from wallctl.feeds.messages import Change, Close, Open, Quit
from wallctl.feeds.player import Player
from wallctl.feeds.players import VLC, scheme
from wallctl.feeds.worker_end import WorkerEnd

_POLL_S = 1.0
_GATHER_S = 0.01  # returned slots may wait a little: fewer wakes of this thread


def preload() -> None:
    """The slow imports, done once in the fork server. Leaves one thread only."""
    importlib.import_module("wallctl.feeds.ffmpeg")


def run(channel: Channel) -> None:
    """Serves one pipe. Ends the process when the node is gone: threads that hang in a
    network read must not keep it."""
    end = WorkerEnd(channel)
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
                playing[order.feed] = _open(end, order)
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
        time.sleep(_GATHER_S)


class _Nothing:
    """Stands where no player can be had; says why, again and again."""

    def __init__(self, end: WorkerEnd, order: Open, reason: Reason) -> None:
        end.say(order.feed, Picture.SLATE, reason, player=order.player)

    def change(self, order: Change) -> None:
        pass

    def close(self) -> None:
        pass


def _open(end: WorkerEnd, order: Open) -> Player:
    if scheme(order.address) == testcard.SCHEME:
        return testcard.TestCard(end, order)
    if order.player == VLC:
        return _Nothing(end, order, Reason.NO_PLAYER)
    ffmpeg = importlib.import_module("wallctl.feeds.ffmpeg")
    player: Player = ffmpeg.FfmpegPlayer(end, order)
    return player
