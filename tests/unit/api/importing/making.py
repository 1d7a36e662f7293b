"""Files and sources for the tests of importing."""

from __future__ import annotations

import io
import itertools
from collections.abc import Sequence

from openpyxl import Workbook

from wallctl.api.importing.matching import Row, rows_of
from wallctl.api.importing.reading import read_file
from wallctl.api.sealing import Sealer
from wallctl.domain.entities import Carrier, Medium, Source, SourceKind
from wallctl.testing.secrets import FakeSecrets

SECRETS = FakeSecrets()
SEALER = Sealer(SECRETS)
CODE = "00402000001320000001"


def camera(id: str = "a", **more: object) -> Source:
    fields: dict[str, object] = {
        "name": f"机位 {id}",
        "medium": Medium.STREAM,
        "main": f"rtsp://admin@10.0.0.1/{id}",
        "kind": SourceKind.CAMERA,
        "carrier": Carrier.GOVERNMENT,
        "secret": SECRETS.seal("old"),
    }
    return Source(id, **(fields | more))  # type: ignore[arg-type]


def known(*sources: Source) -> dict[str, Source]:
    return {one.id: one for one in sources}


def rows(data: bytes | str, *sources: Source) -> tuple[Row, ...]:
    raw = data.encode() if isinstance(data, str) else data
    numbers = itertools.count(1)
    return rows_of(read_file(raw), known(*sources), SEALER.source, lambda: f"new{next(numbers)}")


def book(*lines: Sequence[object]) -> bytes:
    made = Workbook()
    for line in lines:
        made.active.append(list(line))
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()
