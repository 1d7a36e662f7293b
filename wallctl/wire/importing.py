"""What an import of sources would do, row by row, before it is done."""

from __future__ import annotations

from typing import Literal

from wallctl.wire.desk import Model

PREVIEW_PATH = "/api/v1/sources/import/preview"
IMPORT_PATH = "/api/v1/sources/import"
EXPORT_PATH = "/api/v1/sources/export"
TEMPLATE_PATH = "/api/v1/sources/template"


class FieldChange(Model):
    """One value as it is and as it would be. Of a password only that it changes: "***"."""

    field: str
    before: str
    after: str


class ImportRow(Model):
    """`number` is the sheet's row or the file's line. A failed row names its column and reason;
    `got` is what stood there, never a password."""

    number: int
    state: Literal["new", "changed", "same", "failed"]
    id: str = ""
    name: str = ""
    changes: tuple[FieldChange, ...] = ()
    column: str = ""
    reason: str = ""
    got: str = ""


class ImportPreview(Model):
    """`digest` names exactly this: what it applies is what was seen."""

    digest: str
    format: str
    revision: int
    new: int = 0
    changed: int = 0
    same: int = 0
    failed: int = 0
    rows: tuple[ImportRow, ...] = ()


class ImportAsk(Model):
    """Applies a preview. `id` is the command's; asked again it is not done twice."""

    digest: str
    id: str = ""
