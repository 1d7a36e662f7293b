"""A worker that breaks the rules, in the way its argument says; started by the tests."""

from __future__ import annotations

import os
import socket
import sys
import time

from wallctl.domain.geometry import Size
from wallctl.feeds import messages, system
from wallctl.feeds.messages import FrameHead, SegmentHead
from wallctl.feeds.worker_end import Open, WorkerEnd


def main(how: str, argv: list[str]) -> None:
    fd = int(argv[argv.index("--fd") + 1])
    end = WorkerEnd.from_argv(argv)
    raw = socket.socket(fileno=os.dup(fd))
    end.wait(10)
    feed = next(order.feed for order in end.receive() if isinstance(order, Open))
    if how == "noise":
        raw.send(os.urandom(200))
    elif how == "json":
        raw.send(b"Y" + b"[" * 60000)
    elif how == "slot":
        raw.send(messages.pack_frame(FrameHead(feed, 7, 200, 1, 8, 8)))
    elif how == "no-fd":
        raw.send(messages.pack_segment(SegmentHead(feed, 1, 4, 64, 64, 64 * 64 * 4)))
    elif how == "small":
        made, _ = system.create_segment(4096)
        head = messages.pack_segment(SegmentHead(feed, 1, 4, 640, 480, 640 * 480 * 4))
        socket.send_fds(raw, [head], [made])
    elif how == "unsealed":
        made = os.memfd_create("loose")
        os.ftruncate(made, 4 * 64 * 64 * 4)
        head = messages.pack_segment(SegmentHead(feed, 1, 4, 64, 64, 64 * 64 * 4))
        socket.send_fds(raw, [head], [made])
    elif how == "twice":
        end.begin(feed, 64, 64)
        end.publish(feed, arrived_ns=1, native=Size(64, 64))
        raw.send(messages.pack_frame(FrameHead(feed, 1, 0, 1, 8, 8)))  # its first slot
    elif how == "flood":
        while True:
            end.say(feed, messages.Picture.LIVE, detail="x" * 300, width=float("nan"))
    time.sleep(60)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
