"""A site of simulated devices: its page says what they are, and what is ticked goes wrong."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp
import pytest

from wallctl.simulators.devices.site import Row, SimulatedSite, simulator_of


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@asynccontextmanager
async def served() -> AsyncIterator[tuple[SimulatedSite, str]]:
    site = SimulatedSite((Row("p1", "投影机", "pjlink", 0, {"password": "s3cret"}),))
    port = free_port()
    task = asyncio.create_task(site.run("127.0.0.1", port))
    url = f"http://127.0.0.1:{port}"
    try:
        async with asyncio.timeout(10), aiohttp.ClientSession() as session:
            while True:
                try:
                    async with session.get(f"{url}/devices"):
                        break
                except aiohttp.ClientError:
                    assert not task.done(), task
                    await asyncio.sleep(0.01)
        yield site, url
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def test_the_list_says_what_is_there_and_no_password() -> None:
    async with served() as (_, url), aiohttp.ClientSession() as session:
        async with session.get(f"{url}/devices") as answer:
            text = await answer.text()
            (one,) = await answer.json()
        assert (one["id"], one["name"], one["family"]) == ("p1", "投影机", "pjlink")
        assert one["state"]["power"] in {"on", "off"}
        assert "s3cret" not in text
        async with session.get(url) as page:
            assert "模拟设备" in await page.text()


async def test_a_fault_is_switched_and_a_knob_is_turned() -> None:
    async with served() as (site, url), aiohttp.ClientSession() as session:
        async with session.post(f"{url}/devices/p1/faults", json={"silence": True}) as answer:
            assert (await answer.json())["faults"]["silence"] is True
        assert site.devices["p1"].faults.silence
        turned = {"key": "power", "value": "on"}
        async with session.post(f"{url}/devices/p1/front-panel", json=turned) as answer:
            assert answer.status == 200
        assert site.devices["p1"].state()["power"] == "warming"


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("p1/faults", {"no such": True}, 422),
        ("p1/faults", {"silence": 3}, 422),
        ("p1/faults", {"slow_s": 1e9}, 422),
        ("p1/faults", [], 422),
        ("p2/faults", {"silence": True}, 404),
        ("p1/front-panel", {"key": "nothing", "value": 1}, 422),
        ("p1/front-panel", {"key": "power"}, 422),
    ],
)
async def test_what_makes_no_sense_changes_nothing(path: str, body: object, status: int) -> None:
    async with served() as (site, url), aiohttp.ClientSession() as session:
        before = site.told("p1")
        async with session.post(f"{url}/devices/{path}", json=body) as answer:
            assert answer.status == status
        assert site.told("p1") == before


def test_an_unknown_kind_is_named() -> None:
    for kind in ("nothing", "../x", "base"):
        with pytest.raises((ImportError, ValueError), match=kind.strip("./")):
            simulator_of(kind, {})
