"""The fork server: has done the slow imports, and forks a player worker in about 10 ms.

Started by the node as `python -m wallctl.feeds.zygote --fd N`. Each message on its pipe is
`F` and the descriptor of a worker's pipe, answered by `P` and the worker's process number.
It has one thread, so that forking is sound, and ends with the node.
"""

from __future__ import annotations

import gc
import importlib
import os
import select
import signal
import sys

from wallctl.feeds import system
from wallctl.feeds.channel import Channel

# One decoder thread a feed is the design: pools inside libraries would only fight over it.
SINGLE = {
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "OPENCV_FOR_THREADS_NUM": "1",
    "MALLOC_ARENA_MAX": "2",
    # Pictures are kept on the heap: a fresh mapping for each costs more than its conversion.
    "MALLOC_MMAP_THRESHOLD_": "67108864",
    "MALLOC_TRIM_THRESHOLD_": "67108864",
}


def main(argv: list[str]) -> int:
    """Serves until its pipe closes."""
    system.die_with_parent(os.getppid())
    system.name_process("wallctl-zygote")
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is the node's; its pipe tells us
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the kernel reaps
    os.environ.update(SINGLE)
    # Imported here, after the environment is set, so that every fork has them.
    worker = importlib.import_module("wallctl.feeds.worker")
    worker.preload()
    channel = Channel(system.adopt(int(argv[argv.index("--fd") + 1])))
    gc.collect()
    gc.freeze()
    while True:
        select.select([channel], [], [])
        try:
            for data, fd in channel.receive():
                if fd is None:
                    continue
                pid = os.fork() if data == b"F" else -1
                if pid == 0:
                    channel.close()
                    _worker(worker.run, fd)
                os.close(fd)
                channel.send(b"P" + str(pid).encode())
        except EOFError:
            return 0


def _worker(run: object, fd: int) -> None:
    """The forked child: never returns into the server's loop."""
    code = 1
    try:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        system.name_process("wallctl-player")
        assert callable(run)
        run(Channel(system.adopt(fd)))
        code = 0
    finally:
        os._exit(code)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
