"""A room that is heard: real feeds with tones, a real sound server, measured by their spectrum."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from tests.display import Screen
from tests.e2e.wall_room import WALL, WallRoom, clip, wall_room
from tests.processes import Processes, wait_for
from tests.room import SMALL_SITE
from tests.sound import RATE, Samples, SoundServer, lacking, level_at, sound_server

pytestmark = [
    pytest.mark.display,
    pytest.mark.peer,
    pytest.mark.skipif(bool(lacking()), reason=lacking()),
]
TONES = {"a": 440, "b": 1000}
PA, RECORD = "wallctl.hall.pa", "wallctl.hall.record"


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[SoundServer]:
    with sound_server() as one:
        monkeypatch.setenv("PULSE_SERVER", one.address)
        yield one


@pytest.fixture
def room(server: SoundServer, processes: Processes, tmp_path: Path) -> Iterator[WallRoom]:
    """Source a in a tile on the wall, in focus; b in the preview beside it, open already."""
    with wall_room(processes, tmp_path, SMALL_SITE, Screen(1280, 720)) as one:
        for n, (name, tone) in enumerate(TONES.items(), 1):
            main = one.feeds.add(f"/{name}/main", clip(n, "main"), tone=tone)
            source = {"id": name, "name": name, "medium": "stream", "main": main}
            one.engine.ok("source.add", source=source)
        rect = {"x": 0, "y": 0, "w": 640, "h": 360}
        one.engine.ok("tile.add", wall=WALL, source="a", rect=rect, id="t1")
        one.take()
        one.engine.ok("audio.follow", rule="focus", wall=WALL, tile="t1")
        heard(server, PA, "a")
        yield one


def heard(server: SoundServer, sink: str, source: str, deadline_s: float = 20.0) -> None:
    def now() -> bool:
        return level_at(server.hear(f"{sink}.monitor", 0.2), TONES[source]) > -30

    wait_for(f"{source} to be heard", now, deadline_s)


def course(sound: Samples, hertz: float) -> list[float]:
    """The level of a tone every 20 ms, dBFS."""
    step = RATE // 50
    return [level_at(sound[at : at + step], hertz) for at in range(0, len(sound) - step + 1, step)]


def test_a_take_moves_the_sound_with_the_picture_and_without_a_click(
    room: WallRoom, server: SoundServer
) -> None:
    room.engine.ok("tile.update", id="t1", source="b")
    wait_for("b to be open", lambda: _open(room, "b"))
    recorded: list[Samples] = []
    ear = threading.Thread(target=lambda: recorded.append(server.hear(f"{PA}.monitor", 4.0)))
    ear.start()
    time.sleep(1.5)
    room.take()
    ear.join()
    sound = recorded[0]
    a, b = course(sound, TONES["a"]), course(sound, TONES["b"])
    ended = max(n for n, level in enumerate(a) if level > -35) / 50
    began = min(n for n, level in enumerate(b) if level > -30) / 50
    assert abs(began - ended) < 0.3, f"b began {began - ended:+.2f} s after a ended"
    steepest = 0.1 * 2 * np.pi * sum(TONES.values()) / RATE
    assert np.abs(np.diff(sound[:, 0])).max() < steepest + 0.2 / 480
    state = room.engine.state()["observed"]
    assert state["audio"]["following"] == "b"


def _open(room: WallRoom, source: str) -> bool:
    feeds = room.engine.state()["observed"]["feeds"]
    return any(f["source"] == source and f["frames"] > 10 for f in feeds)


def test_what_leaves_the_wall_is_heard_no_more(room: WallRoom, server: SoundServer) -> None:
    room.clear()
    room.take()
    wait_for("silence", lambda: level_at(server.hear(f"{PA}.monitor", 0.2), TONES["a"]) < -90)
    assert room.engine.state()["observed"]["audio"]["following"] == ""


def test_a_muted_pa_stays_muted_whatever_dies(room: WallRoom, server: SoundServer) -> None:
    room.engine.ok("audio.mute", buses=["pa"])
    room.engine.kill()
    heard(server, RECORD, "a")  # the room goes on without its engine
    assert level_at(server.hear(f"{PA}.monitor", 0.3), TONES["a"]) < -100
    room.engine.start()
    wait_for("the engine to read it back", lambda: _bus(room, "pa").get("there"))
    assert _bus(room, "pa")["muted"]
    server.kill()
    wait_for("it is said", lambda: _audio(room)["reason"] == "unreachable")
    assert room.engine.send("audio.mute", buses=["far"])["code"] == "audio_away"
    server.start()
    wait_for("the buses are back", lambda: _bus(room, "pa").get("there"))
    assert _bus(room, "pa")["muted"]
    assert _bus(room, "far")["muted"], "noted while it was away"
    heard(server, RECORD, "a")
    assert level_at(server.hear(f"{PA}.monitor", 0.3), TONES["a"]) < -100
    room.kill_node()
    room.start_node()
    heard(server, RECORD, "a", 40)
    assert level_at(server.hear(f"{PA}.monitor", 0.3), TONES["a"]) < -100


def _audio(room: WallRoom) -> dict[str, object]:
    return dict(room.engine.state()["observed"]["audio"])


def _bus(room: WallRoom, bus: str) -> dict[str, object]:
    buses = room.engine.state()["observed"]["audio"]["buses"]
    return next((dict(one) for one in buses if one["bus"] == bus), {})
