"""The plan on disk: only its owner reads it, and a broken one is no plan."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from ui.wall.held import HeldPlan
from wallctl.domain.entities import Medium, Output, Tile
from wallctl.domain.geometry import Rect, Size
from wallctl.domain.plan import FeedSpec, NodePlan, WallPlan

PLAN = NodePlan(
    "hall-1",
    7,
    (
        WallPlan(
            "w",
            Size(1920, 1080),
            (Output("o", "w", "hall-1", Rect(0, 0, 1920, 1080)),),
            3,
            (Tile("t", "w", "s", Rect(0, 0, 10, 10)),),
            (),
        ),
    ),
    (FeedSpec("s", "单兵", Medium.STREAM, "rtsp://me:secret@x/1"),),
)


def test_a_plan_comes_back_and_only_its_owner_may_read_it(tmp_path: Path) -> None:
    held = HeldPlan(tmp_path / "state", "hall-1/..")
    assert held.load() is None
    held.save(PLAN)
    assert held.load() == PLAN
    (file,) = (tmp_path / "state").iterdir()
    assert file.stat().st_mode & 0o777 == 0o600


def test_a_broken_file_is_no_plan_and_shows_no_secret(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    held = HeldPlan(tmp_path, "n")
    held.save(PLAN)
    (file,) = tmp_path.iterdir()
    file.write_bytes(file.read_bytes().replace(b'"walls"', b'"doors"'))
    with caplog.at_level(logging.DEBUG):
        assert held.load() is None
    assert "another version" in caplog.text
    assert "secret" not in caplog.text


def test_a_full_disk_stops_nothing(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("in the way")
    HeldPlan(blocked, "n").save(PLAN)
    assert "cannot be kept" in caplog.text
