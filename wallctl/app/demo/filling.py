"""Fills an empty room through its public API, and puts the first picture on its walls."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable

from wallctl.app.demo.content import Content, tiles_of
from wallctl.app.demo.devices import DeviceContent
from wallctl.client.room import RoomClient
from wallctl.domain.commands import (
    Answer,
    LayoutApply,
    Result,
    SceneRecall,
    SceneSave,
    SourceImport,
)

log = logging.getLogger(__name__)

FIRST_SCENE = "rczs"
ENGINE_S = NODE_S = 40.0
USER = "demo"


class FillingFailed(Exception):
    """The room did not take what it was offered; the text is the engine's."""


class Filler:
    """One room seen through its API. `run` it while its other methods are used."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._moved = asyncio.Event()
        self._client = RoomClient(url, user=USER, on_change=lambda _: self._moved.set())

    async def run(self) -> None:
        await self._client.run()

    async def fill(self, content: Content) -> bool:
        """Brings sources and scenes into a room that has none; False where it has some, and where
        somebody has made users: it is theirs then.

        Raises FillingFailed, TimeoutError, EngineUnreachable.
        """
        client = self._client
        await self._until(f"engine {self.url}", self._known, ENGINE_S)
        if client.refused or client.show.scenes:
            return False
        show = client.show
        _must(await client.send("source.import", SourceImport(content.sources)))
        for scene in content.scenes:
            mine = tuple(wall for wall in show.walls if scene.walls.get(wall))
            for wall in mine:
                tiles = tiles_of(scene, show.walls[wall], show.outputs_of(wall))
                _must(await client.send("layout.apply", LayoutApply(wall, tiles=tiles)))
            save = SceneSave(
                name=scene.name,
                id=scene.id,
                name_en=scene.name_en,
                number=scene.number,
                category=scene.category,
                walls=mine,
            )
            _must(await client.send("scene.save", save))
        return True

    async def furnish(self, devices: DeviceContent, room: str) -> None:
        """Brings the room's devices in, and what is done with them. Raises as `fill`."""
        client = self._client
        for row in devices.of(room):
            _must(await client.send("device.add", row.add))
        for sequence in devices.sequences.get(room, ()):
            _must(await client.send("sequence.save", sequence))
        if room in devices.plans:
            _must(await client.send("power.save", devices.plans[room]))

    async def first_picture(self, node: str) -> Answer | None:
        """Puts 日常值守 on the walls of a room that shows nothing yet; None where it does.

        Raises TimeoutError where the node does not come, EngineUnreachable.
        """
        client = self._client
        await self._until(f"engine {self.url}", self._known, ENGINE_S)
        if client.refused or any(client.show.program(w).tiles for w in client.show.walls):
            return None
        await self._until(
            f"node {node}", lambda: any(n.node == node for n in client.observed.nodes), NODE_S
        )
        answer = await client.send("scene.recall", SceneRecall(FIRST_SCENE, live=True))
        log.info("first picture: %s %s", answer.result, answer.code)
        return answer

    def _known(self) -> bool:
        client = self._client
        return client.refused == "sign_in" or (client.connected and bool(client.show.walls))

    async def _until(self, what: str, check: Callable[[], bool], deadline_s: float) -> None:
        """Waits for `check` to hold after some change. Raises TimeoutError naming `what`."""
        try:
            async with asyncio.timeout(deadline_s):
                while not check():
                    self._moved.clear()
                    await self._moved.wait()
        except TimeoutError:
            raise TimeoutError(what) from None


def _must(answer: Answer) -> None:
    if answer.result is not Result.DONE:
        raise FillingFailed(f"{answer.code}: {answer.message} {dict(answer.fields)}")
