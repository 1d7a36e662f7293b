"""The simulated terminal wants its password, and tells whoever asked for it."""

from __future__ import annotations

import aiohttp

from wallctl.simulators.devices.roomos import RoomosSimulator


async def test_a_terminal_tells_what_changes() -> None:
    sim = RoomosSimulator("pw")
    await sim.start()
    try:
        async with aiohttp.ClientSession() as http:
            at = f"http://{sim.host}:{sim.port}/ws"
            async with http.get(at) as refused:
                assert refused.status == 401
            word = {"Authorization": aiohttp.encode_basic_auth("admin", "pw")}
            async with http.ws_connect(at, headers=word) as socket:
                asked = {"jsonrpc": "2.0", "id": "1", "method": "xFeedback/Subscribe"}
                await socket.send_json({**asked, "params": {"Query": ["Status", "Audio"]}})
                assert (await socket.receive_json())["result"] == {"Id": 1}
                await sim.front_panel("volume", 77)
                told = await socket.receive_json()
                assert told["params"]["Status"]["Audio"]["Volume"] == 77
    finally:
        await sim.stop()
