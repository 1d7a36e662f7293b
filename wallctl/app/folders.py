"""Where things lie when nobody says otherwise: the platform's usual folders."""

from __future__ import annotations

import os
from pathlib import Path

import platformdirs

APP = "wallctl"
TOKEN_VARIABLE = "WALLCTL_TOKEN"


def data_of(room: str, data: Path | None) -> Path:
    """The folder of a room's store, key, tokens and backups."""
    return data if data is not None else platformdirs.user_data_path(APP) / room


def logs_of(room: str, data: Path | None) -> Path:
    return data / "log" if data is not None else platformdirs.user_log_path(APP) / room


def token_file() -> Path:
    return platformdirs.user_config_path(APP) / "token"


def token() -> str:
    """The token to sign in with: from the environment, else the one kept by `token keep`."""
    told = os.environ.get(TOKEN_VARIABLE, "")
    if told:
        return told.strip()
    try:
        return token_file().read_text("utf-8").strip()
    except OSError:
        return ""


def keep_token(value: str) -> Path:
    path = token_file()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o600)
    path.write_text(value + "\n", "utf-8")
    return path
