"""Where a sign-in is kept until it is over."""

from __future__ import annotations

import json
import os
from pathlib import Path

LARGEST = 64 * 1024  # bytes of the file


class Keeping:
    """Sign-ins of this user of this machine, each for its engine's address alone: no token is
    ever shown to another engine. The file is nobody else's to read."""

    def __init__(self, file: Path) -> None:
        self.file = file

    def token(self, url: str) -> str:
        """The token kept for an engine, "" for none. A damaged file holds none."""
        return self._read().get(_place(url), "")

    def keep(self, url: str, token: str) -> None:
        """Raises OSError."""
        self._write(self._read() | {_place(url): token})

    def put(self, url: str, token: str) -> None:
        """Keeps it, or forgets what was kept where it is empty. Raises OSError."""
        if token:
            self.keep(url, token)
        else:
            self.forget(url)

    def forget(self, url: str) -> None:
        """Raises OSError."""
        held = self._read()
        if held.pop(_place(url), None) is not None:
            self._write(held)

    def _read(self) -> dict[str, str]:
        try:
            if self.file.stat().st_size > LARGEST:
                return {}
            held = json.loads(self.file.read_text("utf-8"))
        except (OSError, ValueError):
            return {}
        if not isinstance(held, dict):
            return {}
        return {str(k): v for k, v in held.items() if isinstance(v, str)}

    def _write(self, held: dict[str, str]) -> None:
        self.file.parent.mkdir(parents=True, exist_ok=True)
        fresh = self.file.with_name(f".{self.file.name}.{os.getpid()}.new")
        fresh.unlink(missing_ok=True)
        handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as out:
                json.dump(held, out, ensure_ascii=False, indent=1)
            fresh.replace(self.file)
        except BaseException:
            fresh.unlink(missing_ok=True)
            raise


def _place(url: str) -> str:
    return (url if "://" in url else f"http://{url}").rstrip("/")
