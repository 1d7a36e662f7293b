"""An engine that hangs is noticed as lost, and found again, by clients and nodes alike."""

from __future__ import annotations

import asyncio
import os
import signal

from tests.room import EngineProcess
from tests.unit.api.scripted_node import ScriptedNode
from tests.unit.api.waiting import until
from wallctl.client.room import RoomClient

NOTICED_S = 8.0  # it is promised within 5; the rest is for a machine that is busy with tests


async def test_a_hanging_engine_is_noticed_and_found_again(engine: EngineProcess) -> None:
    assert engine.running is not None
    client, node = RoomClient(engine.url), ScriptedNode(engine.url)
    following = asyncio.create_task(client.run())
    try:
        async with node.running():
            await until("both", lambda: client.connected and node.plans)
            os.kill(engine.running.pid, signal.SIGSTOP)
            try:
                await until("the client's loss", lambda: not client.connected, NOTICED_S)
                await until("the node's loss", lambda: node.losses, NOTICED_S)
                assert client.lost_since is not None
                assert node.plans, "the plan is held"
            finally:
                os.kill(engine.running.pid, signal.SIGCONT)
            await until("the client", lambda: client.connected, 20)
            await until("the node", lambda: node.welcomes >= 2 and node.link.connected, 20)
            answer = await client.send("undo", {})
            assert answer.code == "nothing_to_undo"
    finally:
        following.cancel()
        await asyncio.gather(following, return_exceptions=True)
