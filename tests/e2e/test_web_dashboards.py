"""The demo's dashboards: the same day for all, drawn live, and made of nothing from outside."""

from __future__ import annotations

import asyncio
import json
import re
import sys
from importlib.resources import files
from pathlib import Path

import aiohttp
import numpy as np
import pytest

from tests.peers.web_node import WebNode
from tests.processes import ROOT, Processes, free_port, wait_for
from wallctl.domain.entities import Medium, PlayOptions
from wallctl.domain.geometry import Size
from wallctl.domain.plan import FeedSpec
from wallctl.simulators.dashboard_data import County
from wallctl.simulators.dashboards import PAGES, serve

PAGE_FOLDER = files("resources") / "demo" / "dashboards"


def test_numbers_follow_from_seed_and_time() -> None:
    one, same, other = County(7), County(7), County(8)
    for make in ("water", "weather", "resources", "fire"):
        then = getattr(one, make)(60.0)
        assert then == getattr(same, make)(60.0)
        assert then != getattr(other, make)(60.0) or make == "resources"
        assert then != getattr(one, make)(75.0)
        json.dumps(then)


def test_everything_on_the_map_stays_on_it() -> None:
    county = County(7)
    for t in range(0, 3600, 37):
        for unit in county.resources(float(t))["units"]:
            assert 0 <= unit["x"] <= 100
            assert 0 <= unit["y"] <= 60


def test_pages_fetch_nothing_from_outside() -> None:
    names = [p for p in PAGE_FOLDER.iterdir() if p.name.endswith((".html", ".js", ".css"))]
    assert len(names) >= len(PAGES)
    for page in names:
        found = re.findall(r"(?:https?:)?//[\w.-]+\.\w+", page.read_text("utf-8"))
        assert [f for f in found if "www.w3.org" not in f] == [], page.name


async def test_the_server_answers_and_ends() -> None:
    port, ready = free_port(), asyncio.Event()
    async with asyncio.timeout(20):
        task = asyncio.create_task(serve(port, ready=ready))
        await ready.wait()
        async with aiohttp.ClientSession(f"http://127.0.0.1:{port}") as session:
            for page in (*PAGES, "rivers"):
                async with session.get(f"/{page}") as reply:
                    assert reply.status == 200
            async with session.get("/api/water") as reply:
                told = await reply.json()
            assert {"stations", "reservoirs", "rain", "at"} <= told.keys()
            for wrong in ("/api/nothing", "/files/../dashboards.py", "/files/%2e%2e/site.toml"):
                async with session.get(wrong) as reply:
                    assert reply.status in (403, 404)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task


def test_every_page_is_drawn_and_moves(processes: Processes, tmp_path: Path) -> None:
    port = free_port()
    command = [sys.executable, "-m", "wallctl.simulators.dashboards", "--port", str(port)]
    server = processes.start("dashboards", command)
    assert server.alive
    assert ROOT.is_dir()
    with WebNode({"XDG_CACHE_HOME": str(tmp_path)}) as node:
        for first in (PAGES[:3], PAGES[3:]):
            for n, page in enumerate(first):
                options = PlayOptions(size=Size(1280, 720))
                url = f"http://127.0.0.1:{port}/{page}"
                node.open(n, FeedSpec(page, page, Medium.WEB, url, options=options))
            for n, page in enumerate(first):
                node.until_state(n, "live")
                before = node.picture(n)
                assert len(np.unique(before.reshape(-1, 3), axis=0)) > 100, page
                assert before[2, 2].max() < 0x40, "dark like the wall around it"
                node.until(f"{page} moves", lambda n=n, was=before: (node.picture(n) != was).any())
            for n in range(len(first)):
                node.close(n)
    wait_for("the server still runs", lambda: server.alive)
