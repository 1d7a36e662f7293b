"""The last plan on disk: after a power cut the wall shows its picture before the engine is up.

The file holds the addresses of the feeds with their passwords, because without them nothing
could be opened again. It lies in the user's state folder and only that user may read it (0600).
"""

from __future__ import annotations

import logging
import os
from pathlib import Path

import platformdirs
from pydantic import TypeAdapter, ValidationError

from wallctl.domain.plan import NodePlan

log = logging.getLogger(__name__)

_PLAN: TypeAdapter[NodePlan] = TypeAdapter(NodePlan)


def state_folder() -> Path:
    return Path(platformdirs.user_state_dir("wallctl", appauthor=False))


class HeldPlan:
    """Keeps one node's plan in `folder`. Trouble with the disk never stops the wall."""

    def __init__(self, folder: Path, node: str) -> None:
        safe = "".join(c if c.isalnum() or c in "-_" else "_" for c in node)
        self._file = folder / f"plan-{safe}.json"

    def load(self) -> NodePlan | None:
        """The plan kept last; None where there is none that can be read."""
        try:
            return _PLAN.validate_json(self._file.read_bytes())
        except FileNotFoundError:
            return None
        except OSError as error:
            log.warning("the held plan cannot be read: %s", error.strerror)
        except ValidationError as error:
            # Never its content: there are passwords in it.
            log.warning("the held plan is of another version: %d places", error.error_count())
        return None

    def save(self, plan: NodePlan) -> None:
        """Replaces the plan in one step, so that a power cut leaves the old or the new one."""
        new = self._file.with_suffix(".new")
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            new.unlink(missing_ok=True)
            fd = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(fd, "wb") as out:
                out.write(_PLAN.dump_json(plan))
                out.flush()
                os.fsync(out.fileno())
            new.replace(self._file)
        except OSError as error:
            log.warning("the plan cannot be kept on disk: %s", error.strerror)
