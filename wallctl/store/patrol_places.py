"""Whose turn it is in each patrol, in a small file. Damaged, it is as good as none."""

from __future__ import annotations

import asyncio
import json
import logging
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from wallctl.ports.patrols import Places
from wallctl.store.files import write_whole

log = logging.getLogger(__name__)

FILE = "patrols.json"
_ROWS = TypeAdapter(list[tuple[str, str, str]])
MOST_BYTES = 1_000_000


class FilePlaces:
    """The PatrolPlaces port over a file; never on the loop."""

    def __init__(self, file: Path) -> None:
        self._file = file

    async def load(self) -> Places:
        return await asyncio.to_thread(self._load)

    async def keep(self, places: Places) -> None:
        rows = [[wall, tile, source] for (wall, tile), source in sorted(places.items())]
        try:
            content = json.dumps(rows, ensure_ascii=False).encode()
            await asyncio.to_thread(write_whole, self._file, content)
        except OSError as exc:
            log.warning("the places of the patrols were not kept: %s", exc)

    def _load(self) -> Places:
        try:
            with self._file.open("rb") as file:
                rows = _ROWS.validate_json(file.read(MOST_BYTES))
        except FileNotFoundError:
            return {}
        except (OSError, ValidationError) as exc:
            log.warning("the places of the patrols cannot be read: %s", type(exc).__name__)
            return {}
        return {(wall, tile): source for wall, tile, source in rows}
