"""What a person set is there again after a restart; a damaged file costs nothing but a note."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ui.common.settings import Settings, SettingsFile, Values

pytestmark = pytest.mark.usefixtures("qapp")


@pytest.fixture
def file(tmp_path: Path) -> SettingsFile:
    return SettingsFile(tmp_path / "wallctl" / "desk.json")


def test_what_was_set_is_there_again(file: SettingsFile) -> None:
    first = Settings(file)
    seen: list[Values] = []
    first.changed.connect(lambda: seen.append(first.values))
    first.update(lang="en", font=1.15, px_per_mm={"HDMI-1": 3.5}, keys={"lock": ("Ctrl+J",)})
    first.update(font=1.15)  # nothing new: nothing said
    first.flush()
    assert len(seen) == 1
    again = Settings(SettingsFile(file.path))
    assert again.values == first.values
    assert again.note == ""
    assert [p.name for p in file.path.parent.iterdir()] == ["desk.json"]


@pytest.mark.parametrize("text", [b"", b"{", b"[1]", b"\xff\xfe\x00", b'"x"'])
def test_a_damaged_file_is_put_aside_and_said(file: SettingsFile, text: bytes) -> None:
    file.path.parent.mkdir()
    file.path.write_bytes(text)
    settings = Settings(file)
    assert settings.values == Values()
    assert settings.note == "damaged"
    assert file.path.with_suffix(".damaged").read_bytes() == text
    settings.update(font=1.3)
    settings.flush()
    assert SettingsFile(file.path).load().font == 1.3


def test_single_wrong_values_cost_only_themselves(file: SettingsFile) -> None:
    file.path.parent.mkdir()
    told = {
        "lang": "fr",
        "font": 9,
        "second": 7,
        "px_per_mm": {"a": 3.0, "b": 900, "c": "x"},
        "keys": {"lock": ["Ctrl+J"], "undo": 4, "redo": [1]},
        "of_a_newer_desk": True,
    }
    file.path.write_text(json.dumps(told), "utf-8")
    values = Settings(file).values
    assert (values.lang, values.font, values.second) == ("", 1.0, "auto")
    assert values.px_per_mm == {"a": 3.0}
    assert values.keys == {"lock": ("Ctrl+J",)}


def test_a_folder_that_cannot_be_written_is_said_and_nothing_is_lost(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")
    settings = Settings(SettingsFile(blocked / "desk.json"))
    settings.update(font=1.3)
    settings.flush()
    assert settings.values.font == 1.3
    assert settings.note == "unsaved"


def test_without_a_file_all_works_for_this_run() -> None:
    settings = Settings()
    settings.update(second="off")
    assert settings.values.second == "off"
