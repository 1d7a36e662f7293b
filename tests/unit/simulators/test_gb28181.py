"""The simulated platform, asked over a socket."""

from __future__ import annotations

import asyncio
import json
from hashlib import md5

import pytest

from wallctl.simulators.devices.gb28181 import DEVICE, GbPlatform


async def asked(platform: GbPlatform, path: str, token: str = "") -> dict:
    reader, writer = await asyncio.open_connection(platform.host, platform.port)
    more = f"access-token: {token}\r\n" if token else ""
    writer.write(f"GET {path} HTTP/1.1\r\n{more}\r\n".encode())
    head = (await reader.readuntil(b"\r\n\r\n")).decode()
    size = int(head.split("Content-Length: ")[1].split("\r\n")[0])
    reply = json.loads(await reader.readexactly(size))
    writer.close()
    await writer.wait_closed()
    return reply


async def test_it_is_signed_in_to_and_lists_in_pages() -> None:
    platform = GbPlatform("pw", cameras=3)
    await platform.start()
    try:
        login = f"/api/user/login?username=admin&password={md5(b'pw').hexdigest()}"
        channels = f"/api/device/query/devices/{DEVICE}/channels?page=2&count=2"
        assert (await asked(platform, login + "0"))["code"] == 100
        assert (await asked(platform, channels))["code"] == 401
        token = (await asked(platform, login))["data"]["accessToken"]
        page = (await asked(platform, channels, token))["data"]
        assert (page["total"], len(page["list"])) == (3, 1)
        await platform.front_panel("camera.34020000001320000001", "offline")
        start = f"/api/play/start/{DEVICE}/34020000001320000001"
        assert (await asked(platform, start, token))["code"] == 100
        with pytest.raises(KeyError):
            await platform.front_panel("camera.1", "online")
    finally:
        await platform.stop()
