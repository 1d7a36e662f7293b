"""The client signs in at a real engine: once, again after a loss, and as somebody else."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from tests.unit.api.conftest import Rig
from tests.unit.api.waiting import until
from wallctl.client.errors import EngineUnreachable, SignInNeeded
from wallctl.client.room import RoomClient
from wallctl.client.sign_in import SignInRefused
from wallctl.domain.commands import Result, WallUpdate

WORD = "Kx7#sluice-口令"


@asynccontextmanager
async def following(rig: Rig, **more: object) -> AsyncIterator[RoomClient]:
    client = RoomClient(rig.url, **more)  # type: ignore[arg-type]
    task = asyncio.create_task(client.run())
    try:
        yield client
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def people(rig: Rig) -> None:
    await rig.ok("user.add", name="王工", role="engineer", password=WORD)
    async with following(rig) as client:
        await client.sign_in("王工", WORD)
        added = {"name": "小李", "role": "operator", "password": WORD}
        assert (await client.send("user.add", added)).result is Result.DONE
        await client.sign_out()


async def test_a_client_signs_in_goes_on_and_is_kept(rig: Rig) -> None:
    await people(rig)
    kept: list[str] = []
    async with following(rig, keep=kept.append) as client:
        await until("the refusal", lambda: client.refused == "sign_in")
        assert not client.connected
        with pytest.raises(SignInNeeded):
            await client.send("wall.update", WallUpdate("hall-wall", labels=False))
        with pytest.raises(SignInRefused) as wrong:
            await client.sign_in("王工", "wrong")
        assert wrong.value.code == "wrong_password" and not kept
        assert (await client.sign_in("王工", WORD)).role == "engineer"
        await until("the room", lambda: client.connected and client.show.walls)
        assert client.refused == "" and client.me.name == "王工"
        answer = await client.send("wall.update", WallUpdate("hall-wall", labels=False))
        assert answer.result is Result.DONE
    async with following(rig, kept=kept[-1]) as again:
        await until("the room again", lambda: again.connected)
        await rig.stop()
        await until("the loss", lambda: not again.connected)
        await rig.start()
        await until("the room after a restart", lambda: again.connected)
        assert again.me.name == "王工"


async def test_somebody_else_takes_over_and_the_first_is_out(rig: Rig) -> None:
    await people(rig)
    kept: list[str] = []
    async with following(rig, keep=kept.append) as client:
        await client.sign_in("王工", WORD)
        await until("王工", lambda: client.connected and client.me.name == "王工")
        with pytest.raises(SignInRefused):
            await client.sign_in("小李", "wrong")
        assert client.connected and client.me.name == "王工", "a wrong password changes nothing"
        await client.sign_in("小李", WORD)
        await until("小李", lambda: client.connected and client.me.name == "小李")
        held = [s.name for s in await _sessions(rig)]
        assert held.count("王工") == 1, "only the one who looks"
        status, _ = await rig.get("/api/v1/state", Authorization=f"Bearer {kept[0]}")
        assert status == 401


async def _sessions(rig: Rig) -> tuple[object, ...]:
    async with following(rig) as looking:
        await looking.sign_in("王工", WORD)
        return await looking.sessions()


async def test_signing_out_and_in_an_emergency(rig: Rig) -> None:
    await people(rig)
    kept: list[str] = []
    async with following(rig, keep=kept.append) as client:
        await client.sign_in("王工", WORD)
        await until("the room", lambda: client.connected)
        await client.sign_out()
        assert kept[-1] == ""
        await until("the refusal", lambda: client.refused == "sign_in")
        with pytest.raises(SignInRefused) as refused:
            await client.emergency("", "火情")
        assert refused.value.fields["key"] == "name"
        me = await client.emergency("老张", "火情")
        assert me.emergency and me.role == "operator"
        await until("the room", lambda: client.connected and client.me.emergency)


async def test_an_engineer_ends_a_session_and_its_desk_is_out_at_once(rig: Rig) -> None:
    await people(rig)
    async with following(rig) as desk, following(rig) as chief:
        await desk.sign_in("小李", WORD)
        await chief.sign_in("王工", WORD)
        await until("both", lambda: desk.connected and chief.connected)
        session = next(s for s in await chief.sessions() if s.name == "小李")
        await chief.end_session(session.id)
        await until("the desk to be out", lambda: desk.refused == "sign_in", 2)


async def test_nobody_signs_in_at_an_engine_that_is_away(rig: Rig) -> None:
    client = RoomClient(rig.url)
    await rig.stop()
    with pytest.raises(EngineUnreachable):
        await client.sign_in("王工", WORD)
