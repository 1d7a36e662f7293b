"""A password in an address is nowhere to be seen, wherever one looks; the source plays all the
same."""

from __future__ import annotations

import asyncio
import contextlib
import json
import sys
import urllib.error
import urllib.request
from base64 import b64encode
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote

import aiohttp
import pytest

from tests.display import Screen
from tests.e2e.glass_watch import card
from tests.e2e.wall_room import WALL, WallRoom, wall_room
from tests.peers.web_pages import PASSWORD as PAGE_PASSWORD
from tests.peers.web_pages import USER as PAGE_USER
from tests.peers.web_pages import Pages
from tests.processes import Processes, free_port, marked, wait_for
from tests.room import SMALL_SITE

pytestmark = pytest.mark.display

USER, PASSWORD = "admin", "Kx7#sluice@/12"
WRONG = "Vq4-nobody-knows"
ODD = "Hy9-typed-wrongly"
SECRETS = (PASSWORD, PAGE_PASSWORD, WRONG, ODD)
LIVE = {"cam": "live", "page": "live", "wrong": "slate", "away": "slate"}


def forms(secret: str) -> list[bytes]:
    """A secret as it may be written down."""
    plain = {secret, quote(secret, safe=""), quote(secret), json.dumps(secret)[1:-1]}
    pairs = {b64encode(f"{user}:{secret}".encode()).decode() for user in (USER, PAGE_USER)}
    return [one.encode() for one in plain | pairs]


def clean(where: str, seen: str | bytes) -> None:
    raw = seen.encode("utf-8", "replace") if isinstance(seen, str) else seen
    for secret in SECRETS:
        assert not [f for f in forms(secret) if f in raw], f"{where} shows a password"


@pytest.fixture
def pages() -> Iterator[Pages]:
    server = Pages(free_port())
    server.start()
    yield server
    server.close()


def test_no_password_is_ever_shown(processes: Processes, tmp_path: Path, pages: Pages) -> None:
    with wall_room(processes, tmp_path, SMALL_SITE, Screen(1280, 720)) as room:
        follower = processes.start(
            "follow",
            [
                *(sys.executable, "-u", "-m", "wallctl.app.main"),
                *("follow", "--engine", room.engine.url),
            ],
        )
        wait_for("the follower", lambda: "connected" in follower.text())
        told = _told_by_events(room, lambda: _work(room, pages))
        _look_everywhere(room, processes, told)
        clean("what follow prints", follower.text())
        assert "cam" in follower.text()


def _work(room: WallRoom, pages: Pages) -> None:
    """Sources with passwords that play, that are refused, that are not there."""
    feeds, ok = room.feeds, room.engine.ok
    guarded = feeds.add("/cam", card(21, "main"), user=USER, password=PASSWORD)
    assert PASSWORD not in guarded
    typed = {
        "cam": feeds.url("/cam", USER, quote(PASSWORD, safe="")),
        "wrong": feeds.url("/cam", USER, WRONG),
        "away": f"rtsp://{USER}:{WRONG}@127.0.0.1:{free_port()}/1",
    }
    for id, url in typed.items():
        ok("source.add", source={"id": id, "name": id, "medium": "stream", "main": url})
    url = pages.url("/auth", f"{PAGE_USER}:{quote(PAGE_PASSWORD, safe='')}")
    ok("source.add", source={"id": "page", "name": "page", "medium": "web", "main": url})
    for n, id in enumerate((*typed, "page")):
        rect = {"x": 640 * (n % 2), "y": 360 * (n // 2), "w": 640, "h": 360}
        ok("tile.add", wall=WALL, source=id, rect=rect)
    room.take()
    room.sees(21, (0, 0, 640, 360), 40)
    wait_for("all to be what they are", lambda: room.pictures() == LIVE, 60)
    ok("source.update", id="away", name="away again", main=typed["away"])
    for id in ("cam", "wrong", "away"):
        clean(f"the test of {id}", json.dumps(room.engine.send("source.test", id=id)))
    _ask_wrongly(room)


def _ask_wrongly(room: WallRoom) -> None:
    """Commands that are refused or fail, each with a password in it."""
    url = f"rtsp://{USER}:{ODD}@10.0.0.1/1"
    source = {"id": "odd", "name": "odd", "medium": "stream", "main": url}
    wrong: list[tuple[str, dict[str, object]]] = [
        ("source.add", {"source": {**source, "id": "cam"}}),
        ("source.add", {"source": {**source, "medium": url}}),
        ("source.add", {"source": {**source, "main": [url]}}),
        ("source.add", {"source": {**source, "name": {"x": url}}}),
        ("source.add", {"source": {**source, "main": f"gopher://{USER}:{ODD}@h/"}}),
        ("source.add", {"source": {**source, "backup": url}}),
        ("source.import", {"sources": [source, source]}),
        ("source.import", {"sources": url}),
        ("source.update", {"id": url, "main": url}),
        ("source.update", {"id": "nobody", "main": url}),
        ("source.test", {"source": {**source, "main": f"rtsp://{USER}:{ODD}@127.0.0.1:9/"}}),
        ("source.test", {"id": url}),
        ("tile.add", {"wall": url, "source": url, "rect": {"x": 0, "y": 0, "w": 9, "h": 9}}),
        (url, {}),
    ]
    for kind, args in wrong:
        answer = room.engine.send(kind, args)
        assert answer["result"] in ("refused", "failed"), answer
        clean(f"the answer to {kind} {sorted(args)}", json.dumps(answer, ensure_ascii=False))
    for body in (url.encode(), json.dumps([url]).encode(), b'{"id": "' + url.encode()):
        clean("the answer to what is no command", _post(room, body))


def _post(room: WallRoom, body: bytes) -> bytes:
    request = urllib.request.Request(
        f"{room.engine.url}/api/v1/commands",
        data=body,
        headers={"Content-Type": "application/json"},
    )
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return bytes(answer.read())
    except urllib.error.HTTPError as refusal:
        with refusal:
            return refusal.read()


def _told_by_events(room: WallRoom, work: Callable[[], None]) -> str:
    """All text that a client of the events is told while `work` goes on."""

    async def follow() -> str:
        heard: list[str] = []
        async with aiohttp.ClientSession() as session:
            url = f"{room.engine.url}/api/v1/events?user=x"
            async with session.ws_connect(url, max_msg_size=0) as ws:
                working = asyncio.create_task(asyncio.to_thread(work))
                while not working.done():
                    with contextlib.suppress(TimeoutError):
                        frame = await ws.receive(timeout=0.5)
                        heard.append(str(frame.data))
                await working
        return "\n".join(heard)

    return asyncio.run(follow())


def _look_everywhere(room: WallRoom, processes: Processes, told: str) -> None:
    assert "source.add" in told
    clean("an event", told)
    paths = ("state", "openapi.json")
    for path in (*(f"/api/v1/{p}" for p in paths), "/metrics", "/healthz", "/"):
        with urllib.request.urlopen(f"{room.engine.url}{path}", timeout=10) as answer:
            clean(path, answer.read())
    for one in processes.running:
        clean(f"the log of {one.name}", one.text())
    _look_at_processes(processes)
    _look_at_files(room)


def _look_at_processes(processes: Processes) -> None:
    ours = marked(processes.token)
    assert any("ui.wall" in line for line in ours.values())
    assert any("WebEngine" in line or "ui.web" in line for line in ours.values())
    for pid, line in ours.items():
        for what in ("cmdline", "environ"):
            with contextlib.suppress(OSError):
                clean(f"{what} of {line[:60]}", Path(f"/proc/{pid}/{what}").read_bytes())


def _look_at_files(room: WallRoom) -> None:
    """What lies on disk: sealed at the engine; in clear only in the plan that the node must be
    able to open alone, which nobody else may read."""
    written = [f for f in room.engine.data.rglob("*") if f.is_file()]
    assert any(f.name.startswith("room.sqlite") for f in written)
    for file in written:
        clean(str(file.relative_to(room.engine.data)), file.read_bytes())
    for file in (f for f in room.node.data.rglob("*") if f.is_file()):
        if file.name.startswith("plan-"):
            assert file.stat().st_mode & 0o077 == 0, file
        else:
            clean(str(file.relative_to(room.node.data)), file.read_bytes())
