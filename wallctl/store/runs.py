"""Runs of steps in a small file. Damaged, it is as good as none."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from wallctl.domain.control.runs import Run
from wallctl.store.files import write_whole

log = logging.getLogger(__name__)

FILE = "runs.json"
_ROWS = TypeAdapter(tuple[Run, ...])
MOST_BYTES = 4_000_000


class FileRuns:
    """The RunsKept port over a file; never on the loop."""

    def __init__(self, file: Path) -> None:
        self._file = file

    async def load(self) -> tuple[Run, ...]:
        return await asyncio.to_thread(self._load)

    async def keep(self, runs: Sequence[Run]) -> None:
        try:
            await asyncio.to_thread(write_whole, self._file, _ROWS.dump_json(tuple(runs)))
        except OSError as exc:
            log.warning("the runs were not kept: %s", exc)

    def _load(self) -> tuple[Run, ...]:
        try:
            with self._file.open("rb") as file:
                return _ROWS.validate_json(file.read(MOST_BYTES))
        except FileNotFoundError:
            return ()
        except (OSError, ValidationError) as exc:
            log.warning("the runs cannot be read: %s", type(exc).__name__)
            return ()


ALIVE = "alive"


class FileAlive:
    """The Alive port over a file with one number."""

    def __init__(self, file: Path) -> None:
        self._file = file

    async def last(self) -> float:
        try:
            return float(await asyncio.to_thread(self._file.read_text, "ascii"))
        except (OSError, ValueError):
            return 0.0

    async def now(self, at: float) -> None:
        try:
            await asyncio.to_thread(write_whole, self._file, f"{at:.0f}".encode())
        except OSError as exc:
            log.debug("that the engine is there was not kept: %s", exc)
