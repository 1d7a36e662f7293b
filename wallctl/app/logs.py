"""Logging of our programs: to stderr and to a file that turns over; never a password."""

from __future__ import annotations

import logging
import sys
from logging.handlers import RotatingFileHandler
from pathlib import Path

from wallctl.domain.address import redact

FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"
MAX_BYTES = 5 * 1024 * 1024
FILES = 5


class Redacting(logging.Formatter):
    """The last net: any address that reaches a log loses its password, tracebacks included."""

    def format(self, record: logging.LogRecord) -> str:
        text = super().format(record)
        if "://" not in text:
            return text
        return "\n".join(redact(line) for line in text.split("\n"))


def set_up(folder: Path | None, level: int = logging.INFO) -> None:
    """Logs to stderr and, with a folder, to `wallctl.log` in it. Raises OSError for the folder."""
    handlers: list[logging.Handler] = [logging.StreamHandler(sys.stderr)]
    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)
        handlers.append(
            RotatingFileHandler(
                folder / "wallctl.log", maxBytes=MAX_BYTES, backupCount=FILES, encoding="utf-8"
            )
        )
    for handler in handlers:
        handler.setFormatter(Redacting(FORMAT))
    logging.basicConfig(level=level, handlers=handlers, force=True)
    for chatty in ("alembic", "asyncio", "uvicorn"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
