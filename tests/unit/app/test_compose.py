"""The site file and the show: applied when it changed, and only then."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.unit.api.conftest import Rig
from wallctl.app.refusal import Refusal
from wallctl.store import database


@pytest.fixture
async def rig(tmp_path: Path) -> AsyncIterator[Rig]:
    one = Rig(tmp_path)
    await one.start()
    yield one
    await one.stop()


def edit(rig: Rig, old: str, new: str) -> None:
    text = rig.site.read_text("utf-8")
    assert old in text
    rig.site.write_text(text.replace(old, new), "utf-8")


async def test_a_restart_changes_nothing(rig: Rig) -> None:
    await rig.ok("wall.update", wall="hall-wall", labels=False)
    before = await rig.state()
    await rig.stop()
    await rig.start()
    after = await rig.state()
    assert after["entities"] == before["entities"]
    assert after["revision"] == before["revision"]


async def test_a_changed_site_is_applied_and_what_operators_set_stays(rig: Rig) -> None:
    await rig.ok("wall.update", wall="hall-wall", labels=False)
    await rig.stop()
    edit(rig, "columns = 2", "columns = 3")
    await rig.start()
    wall = (await rig.entities("wall"))["hall-wall"]
    assert (wall["canvas"]["w"], wall["labels"]) == (1920, False)
    assert len(await rig.entities("output")) == 3


async def test_a_store_of_another_key_still_starts_and_says_what_it_cannot_open(rig: Rig) -> None:
    await rig.source("a", "rtsp://u:pa55@10.0.0.1/1")
    await rig.stop()
    (rig.data / "room.key").unlink()
    await rig.start()
    assert "a" in await rig.entities("source")


async def test_a_port_that_is_taken_refuses_the_start(rig: Rig, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    second = Rig(other)
    second.port = rig.port
    with pytest.raises(Refusal) as refused:
        await second.serve()
    assert refused.value.key == "serve.port"


async def test_a_store_that_is_in_use_refuses_the_start(
    rig: Rig, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "BUSY_MS", 50)
    second = Rig(tmp_path)
    with pytest.raises(Refusal) as refused:
        await second.serve()
    assert refused.value.key == "serve.store"


async def test_a_first_start_needs_no_site_file_and_keeps_what_was_set_up(tmp_path: Path) -> None:
    rig = Rig(tmp_path)
    rig.site.unlink()
    await rig.start()
    room = (await rig.entities("room"))["hall"]
    assert (room["name"], await rig.entities("wall")) == ("指挥大厅", {})
    place = {"node": "n1", "screen": "HDMI-1", "rect": {"x": 0, "y": 0, "w": 1920, "h": 1080}}
    await rig.ok("room.update", name="值班室")
    await rig.ok("wall.add", name="大屏", outputs=[place])
    await rig.stop()
    await rig.start()
    assert (await rig.entities("room"))["hall"]["name"] == "值班室"
    assert set(await rig.entities("wall")) == {"hall-wall"}
    assert (await rig.entities("output"))["hall-wall-1"]["screen"] == "HDMI-1"
    await rig.stop()
