"""The sound process: one connection to a sound server, orders in by lines, what is read back out.

It ends when the engine is gone, or the server.
"""

from __future__ import annotations

import asyncio
import os
import sys

from wallctl.ports.audio import AudioDown, AudioEvent
from wallctl.transport.sound.lines import LINE_BYTES, event_out, wanted_in


def main() -> None:
    room = sys.argv[1]
    asyncio.run(_main(room))


async def _main(room: str) -> None:
    try:
        from wallctl.transport.sound.pulse import PulseSession
    except OSError as error:  # no libpulse on this machine
        _say(AudioDown(str(error)))
        return
    session = PulseSession(room)
    reader = asyncio.StreamReader(limit=LINE_BYTES)
    loop = asyncio.get_running_loop()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)

    async def listen() -> None:
        while line := await reader.readline():
            order = wanted_in(line)
            session.want(order.wanted, force=order.force)
        os._exit(0)  # the engine is gone

    listening = loop.create_task(listen())
    why = "ended"
    try:
        await session.serve(_say)
    except Exception as error:
        why = _why(error)
    _say(AudioDown(why))
    listening.cancel()
    # Without the library's own end: after a loss it calls back into what is gone.
    os._exit(0)


def _why(error: BaseException) -> str:
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return f"{type(error).__name__}: {error}"


def _say(event: AudioEvent) -> None:
    try:
        sys.stdout.buffer.write(event_out(event))
        sys.stdout.buffer.flush()
    except OSError:
        os._exit(0)


if __name__ == "__main__":
    main()
