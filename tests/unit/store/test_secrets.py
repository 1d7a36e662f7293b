"""The room's key file."""

from __future__ import annotations

import base64
import os
import stat
from pathlib import Path

import pytest

from wallctl.store.secrets import KeyFileSecrets


def test_what_is_sealed_opens_again_also_after_a_restart(tmp_path: Path) -> None:
    path = tmp_path / "new" / "room.key"
    sealed = KeyFileSecrets(path).seal("密码 s3cret")
    assert KeyFileSecrets(path).open(sealed) == "密码 s3cret"
    assert "s3cret" not in sealed


def test_the_same_password_is_never_sealed_the_same(tmp_path: Path) -> None:
    secrets = KeyFileSecrets(tmp_path / "room.key")
    assert secrets.seal("a") != secrets.seal("a")


@pytest.mark.skipif(os.name != "posix", reason="file modes are POSIX")
def test_only_its_owner_reads_the_key(tmp_path: Path) -> None:
    path = tmp_path / "room.key"
    KeyFileSecrets(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    path.chmod(0o644)
    KeyFileSecrets(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.parametrize("sealed", ["", "w1.", "w1.AAAA", "w2.AAAA", "geheim", "w1.???", "w1.密"])
def test_what_we_did_not_seal_does_not_open(tmp_path: Path, sealed: str) -> None:
    with pytest.raises(ValueError, match="sealed with another key") as wrong:
        KeyFileSecrets(tmp_path / "room.key").open(sealed)
    assert "geheim" not in str(wrong.value)


def test_another_key_does_not_fit(tmp_path: Path) -> None:
    sealed = KeyFileSecrets(tmp_path / "one.key").seal("a")
    with pytest.raises(ValueError, match="another key"):
        KeyFileSecrets(tmp_path / "two.key").open(sealed)


def test_a_changed_text_does_not_open(tmp_path: Path) -> None:
    secrets = KeyFileSecrets(tmp_path / "room.key")
    sealed = secrets.seal("a password")
    turned = sealed[:-6] + ("A" if sealed[-6] != "A" else "B") + sealed[-5:]
    with pytest.raises(ValueError, match="damaged"):
        secrets.open(turned)


@pytest.mark.parametrize("content", [b"x", b"no key", base64.b64encode(b"short"), b"\xff" * 44])
def test_a_file_that_holds_no_key_is_kept_and_named(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "room.key"
    path.write_bytes(content)
    with pytest.raises(ValueError, match=r"room\.key"):
        KeyFileSecrets(path)
    assert path.read_bytes() == content


def test_an_empty_file_is_a_key_never_written(tmp_path: Path) -> None:
    path = tmp_path / "room.key"
    path.touch()
    assert KeyFileSecrets(path).open(KeyFileSecrets(path).seal("a")) == "a"


def test_the_key_is_in_no_repr(tmp_path: Path) -> None:
    path = tmp_path / "room.key"
    assert path.name not in repr(vars(KeyFileSecrets(path)))
    assert path.read_text().strip() not in repr(vars(KeyFileSecrets(path)))
