"""Two machines with a key each, and a packed room."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.store.archives import PASSPHRASE, room_of
from wallctl.domain.show import build
from wallctl.store import sealing
from wallctl.store.archive import pack
from wallctl.store.secrets import KeyFileSecrets


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Guessing a passphrase is made slow on purpose; the tests do without."""
    monkeypatch.setattr(sealing, "SCRYPT_N", 16)


@pytest.fixture
def secrets(tmp_path: Path) -> KeyFileSecrets:
    return KeyFileSecrets(tmp_path / "home.key")


@pytest.fixture
def spare(tmp_path: Path) -> KeyFileSecrets:
    """The key of another machine."""
    return KeyFileSecrets(tmp_path / "spare.key")


@pytest.fixture
def packed(secrets: KeyFileSecrets) -> bytes:
    return pack(build(room_of(secrets), 7), secrets, PASSPHRASE, at=1_700_000_000.5)
