"""`python -m tests.bench.device_hall N FILE`: N simulated matrices on ports of their own, the ports
written to FILE. Run as a process, so that what they cost is not put down to the engine.

Lines on standard input change the first one: `silence 1`, `endless 1`, `garbage 1`, 0 ends it;
`slow_s 0.05` changes all.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import sys
from pathlib import Path

from wallctl.simulators.devices.matrix_sis import SisMatrix


async def main(count: int, file: Path) -> None:
    matrices = [SisMatrix(outputs=2, inputs=4) for _ in range(count)]
    for one in matrices:
        await one.start()
    part = file.with_suffix(".part")
    part.write_text(json.dumps([one.port for one in matrices]))
    part.rename(file)
    reader = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(reader), sys.stdin
    )
    while line := await reader.readline():
        fault, told = line.decode().split()
        for one in matrices if fault == "slow_s" else matrices[:1]:
            setattr(one.faults, fault, float(told) if fault == "slow_s" else told == "1")
        if fault == "endless" and told == "1":
            with contextlib.suppress(KeyError, ValueError):
                await matrices[0].front_panel("route.1", 2)
    for one in matrices:
        await one.stop()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), Path(sys.argv[2])))
