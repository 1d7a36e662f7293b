"""Where things lie when nobody says otherwise: the platform's usual folders."""

from __future__ import annotations

import os
from pathlib import Path

import platformdirs

from wallctl.client.keeping import Keeping

APP = "wallctl"
TOKEN_VARIABLE = "WALLCTL_TOKEN"


def data_of(room: str, data: Path | None) -> Path:
    """The folder of a room's store, key, tokens and backups."""
    return data if data is not None else platformdirs.user_data_path(APP) / room


def logs_of(room: str, data: Path | None) -> Path:
    return data / "log" if data is not None else platformdirs.user_log_path(APP) / room


def token_file() -> Path:
    return platformdirs.user_config_path(APP) / "token"


def keeping() -> Keeping:
    """The sign-ins of this user's command line, by engine."""
    return Keeping(platformdirs.user_config_path(APP) / "sign-in.json")


def token(url: str) -> str:
    """The token to come to an engine with: from the environment, else of the sign-in at that
    engine, else the one kept by `token keep`."""
    told = os.environ.get(TOKEN_VARIABLE, "") or keeping().token(url)
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
