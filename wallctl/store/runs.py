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
