"""Sign-ins are kept for their engine alone, and for nobody else to read."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from wallctl.client.keeping import Keeping

HALL, OTHER = "http://127.0.0.1:8700", "https://10.0.0.9:8700"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "config" / "sign-in.json"


def test_a_token_is_shown_to_its_engine_alone(file: Path) -> None:
    Keeping(file).keep(HALL, "t1")
    Keeping(file).keep(OTHER, "t2")
    assert Keeping(file).token("127.0.0.1:8700/") == "t1"
    assert Keeping(file).token(OTHER) == "t2"
    assert Keeping(file).token("http://127.0.0.1:8701") == ""
    assert Keeping(file).token("http://10.0.0.9:8700") == "", "another scheme is another engine"


def test_nobody_else_reads_it(file: Path) -> None:
    Keeping(file).keep(HALL, "t1")
    assert file.stat().st_mode & 0o077 == 0
    file.chmod(0o644)
    Keeping(file).keep(HALL, "t2")
    assert file.stat().st_mode & 0o077 == 0
    assert [one.name for one in file.parent.iterdir()] == [file.name]


def test_what_is_over_is_forgotten(file: Path) -> None:
    Keeping(file).forget(HALL)
    assert not file.exists()
    Keeping(file).keep(HALL, "t1")
    Keeping(file).put(HALL, "")
    assert Keeping(file).token(HALL) == ""
    assert "t1" not in file.read_text("utf-8")


@pytest.mark.parametrize("spoilt", [b"", b"{", b"[1]", b'{"a": 5}', b"\xff\xfe", b" " * 100_000])
def test_a_damaged_file_holds_nothing_and_is_written_anew(file: Path, spoilt: bytes) -> None:
    file.parent.mkdir()
    file.write_bytes(spoilt)
    assert Keeping(file).token(HALL) == ""
    Keeping(file).keep(HALL, "t1")
    assert json.loads(file.read_text("utf-8")) == {HALL: "t1"}


def test_a_folder_that_takes_nothing_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(OSError):
        Keeping(tmp_path / "file" / "sign-in.json").keep(HALL, "t1")
