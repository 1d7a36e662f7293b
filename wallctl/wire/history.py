"""What was done and what was wrong, as pages to read: `GET /api/v1/log`, `/api/v1/alarms/...`.

Pages go from the newest backwards: `next` is the `before` of the next page, 0 where there is none.
"""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict

from wallctl.domain.alarm_figures import Figures
from wallctl.domain.alarms import AlarmEvent

LOG = "/api/v1/log"
ALARM_HISTORY = "/api/v1/alarms/history"
ALARM_STATISTICS = "/api/v1/alarms/statistics"


class Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class FieldChange(Model):
    """A field of an entity; values too long to read are left out. Never a secret."""

    field: str
    before: str = ""
    after: str = ""


class LogChange(Model):
    entity: str
    id: str
    name: str
    what: Literal["added", "changed", "removed"]
    fields: tuple[FieldChange, ...] = ()


class LogRow(Model):
    """A row of the journal. `result` is "" where no outcome was written; `more` counts changes
    that are not told one by one; `undoes` is the revision that was taken back or brought back."""

    row: int
    revision: int
    at: float
    by: str
    kind: str
    detail: str = ""
    undoes: int = 0
    changes: tuple[LogChange, ...] = ()
    more: int = 0
    result: str = ""
    code: str = ""


class LogPage(Model):
    rows: tuple[LogRow, ...]
    next: int = 0


class AlarmLine(Model):
    number: int
    event: AlarmEvent


class AlarmPage(Model):
    lines: tuple[AlarmLine, ...]
    next: int = 0


class AlarmStatistics(Model):
    at: float
    since: float
    figures: Figures
