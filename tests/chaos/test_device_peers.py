"""Devices killed and restarted at random while wishes come: real peers, a real engine over SQLite.

Whatever was asked last is so in the end, by the peer's own account; nothing momentary is done twice
or after its moment; a loss is one line in the log, and so is the return.
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
import random
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.peers import test_knx, test_modbus, test_mqtt, test_nut, test_pjlink, test_snmp
from tests.peers.rigs.knxd import Knxd
from tests.peers.rigs.modbus import ModbusSerial, PyModbusTcp
from tests.peers.rigs.mosquitto import Mosquitto
from tests.peers.rigs.nut import Nut
from tests.peers.rigs.pjlink import Pjlink
from tests.peers.rigs.snmp import Snmpd
from wallctl.app.system import RandomIds, SystemClock
from wallctl.domain.commands import (
    Answer,
    DeviceAct,
    DeviceAction,
    DeviceAdd,
    DeviceCommand,
    DeviceSet,
    DeviceSetMany,
    Result,
)
from wallctl.domain.devices.observed import Availability, DeviceState, Verdict
from wallctl.domain.devices.options import OptionKind
from wallctl.domain.devices.points import Policy, Value, same
from wallctl.drivers import found
from wallctl.engine.room import RoomEngine
from wallctl.ports.driver import Act
from wallctl.store.journal import open_journal
from wallctl.testing.driver_peer import DriverPeer
from wallctl.testing.driver_suite import ACTOR_LOG
from wallctl.testing.glass import FakeGlass
from wallctl.testing.secrets import FakeSecrets
from wallctl.transport.lines.real import lines

pytestmark = pytest.mark.peer

SYNC_S = 45.0  # of a peer that was away for long: the engine tries again ever more seldom
NOTICED_S = 30.0


@dataclass
class Under:
    """A device under fire. One that `forgets` what it was set to when it dies is set again."""

    id: str
    peer: DriverPeer
    forgets: bool = False
    wanted: Mapping[str, Value] = field(default_factory=dict)
    kills: int = 0
    long: int = 0  # kills that the engine was given the time to see
    done: int = 0  # acts whose answer said so
    unsure: int = 0  # acts that were asked while it was there, and failed
    acted: int = 0  # acts that lives which are over carried out


class Burning(test_pjlink.Peer):
    """A projector that is on when its power returns, and has forgotten all else. Power itself is
    left alone: it is wished again only once a lamp may have warmed up."""

    wishes = {"input": "32", "mute.video": True, "freeze": True}
    other = {"input": "11", "mute.video": False, "freeze": False}

    async def start(self) -> None:
        self.rig = Pjlink(password=test_pjlink.PASSWORD)
        self.rig.at_start = {"power": "on"}
        await self.rig.start()


def devices() -> tuple[tuple[type, Callable[[], Under]], ...]:
    """The rig that each needs, and the device."""
    return (
        (Mosquitto, lambda: Under("mqtt", test_mqtt.Peer())),
        (Knxd, lambda: Under("knx", test_knx.KnxdPeer())),
        (Nut, lambda: Under("nut", test_nut.NutServer(test_nut.Shared()), forgets=True)),
        (Snmpd, lambda: Under("snmp", test_snmp.OutletsV3(), forgets=True)),
        (ModbusSerial, lambda: Under("modbus", test_modbus.Peer(), forgets=True)),
        (PyModbusTcp, lambda: Under("relays", test_modbus.PythonPeer(), forgets=True)),
        (Pjlink, lambda: Under("pjlink", Burning(), forgets=True)),
    )


@dataclass
class Battle:
    engine: RoomEngine
    ids: RandomIds
    chance: random.Random

    async def ask(self, what: DeviceCommand | DeviceAction) -> Answer:
        return await self.engine.ask(what, id=self.ids.fresh(), by="王")

    def state(self, one: Under) -> DeviceState | None:
        return self.engine.observed.devices.get(one.id)

    def there(self, one: Under) -> bool:
        state = self.state(one)
        return state is not None and state.availability is Availability.ONLINE

    def unlike(self, one: Under) -> list[str]:
        """What is not as it was wished last, by the engine's account."""
        state = self.state(one)
        if state is None or not self.there(one):
            return ["lost"]
        told = ((key, state.state(key), state.point(key)) for key in one.wanted)
        return [
            f"{key}: {seen.verdict.value if seen else 'nothing'} {seen.reason if seen else ''}"
            for key, seen, point in told
            if seen is None
            or seen.verdict is not Verdict.IN_SYNC
            or not same(point, one.wanted[key], seen.value)
        ]

    async def add(self, one: Under) -> None:
        secret = {o.key for o in one.peer.family.card.options if o.kind is OptionKind.SECRET}
        given = one.peer.options
        hidden = {key: str(given[key]) for key in secret & set(given)}
        added = DeviceAdd(
            one.id,
            one.peer.family.card.name,
            id=one.id,
            options={key: value for key, value in given.items() if key not in secret},
            policies=dict.fromkeys(one.peer.wishes, Policy.ENFORCE) if one.forgets else {},
            secret=FakeSecrets().seal(json.dumps(hidden)),
        )
        answer = await self.ask(added)
        assert answer.result is Result.DONE, answer

    async def wish(self, one: Under) -> None:
        wanted = one.peer.wishes if self.chance.random() < 0.5 else one.peer.other
        sets = tuple(DeviceSet(one.id, key, value, confirm=True) for key, value in wanted.items())
        answer = await self.ask(DeviceSetMany(sets))
        if answer.result is not Result.REFUSED:  # what is dangerous is not wished of the lost
            one.wanted = wanted

    async def act(self, one: Under, act: Act) -> None:
        there = self.there(one)
        answer = await self.ask(DeviceAct(one.id, act.name, act.key, act.value, confirm=True))
        one.done += answer.result is Result.DONE
        one.unsure += answer.result is not Result.DONE and there

    async def wishes(self, one: Under, over: asyncio.Event) -> None:
        while not over.is_set():
            await asyncio.sleep(self.chance.uniform(0.02, 0.3))
            await self.wish(one)

    async def acts(self, one: Under, over: asyncio.Event) -> None:
        while one.peer.acts and not over.is_set():
            await asyncio.sleep(self.chance.uniform(0.02, 0.5))
            await self.act(one, one.peer.acts[0])

    async def strike(self, one: Under) -> None:
        """Kills it; it is away for a moment, or until that is seen."""
        await asyncio.sleep(self.chance.uniform(0.0, 1.0))
        if one.peer.acts:
            one.acted += await one.peer.acted() - await self.survives(one)
        await one.peer.kill()
        one.kills += 1
        if self.chance.random() < 0.5:
            one.long += 1
            await until(f"{one.id}'s loss to be seen", lambda: not self.there(one), NOTICED_S)
            await asyncio.sleep(self.chance.uniform(0.0, 0.5))
        else:
            await asyncio.sleep(self.chance.uniform(0.0, 0.4))
        await one.peer.restart()

    @staticmethod
    async def survives(one: Under) -> int:
        """What the peer still counts after its death."""
        return await one.peer.acted() if one.id in ("knx", "nut") else 0

    async def in_sync(self, one: Under) -> None:
        end = asyncio.get_running_loop().time() + SYNC_S
        while why := self.unlike(one):
            assert asyncio.get_running_loop().time() < end, (one.id, one.wanted, why)
            await asyncio.sleep(0.02)

    async def round(self, all: list[Under]) -> None:
        over = asyncio.Event()
        async with asyncio.TaskGroup() as group:
            for one in all:
                group.create_task(self.wishes(one, over))
                group.create_task(self.acts(one, over))
            async with asyncio.TaskGroup() as strikes:
                for one in all:
                    strikes.create_task(self.strike(one))
            over.set()
        for one in all:
            await self.in_sync(one)
            held = await one.peer.state()
            state = self.state(one)
            assert state is not None
            for key, value in one.wanted.items():
                assert same(state.point(key), value, held[key]), (one.id, key, value, held)


async def until(what: str, holds: Callable[[], bool], seconds: float) -> None:
    end = asyncio.get_running_loop().time() + seconds
    while not holds():
        assert asyncio.get_running_loop().time() < end, f"waited {seconds:g} s in vain for {what}"
        await asyncio.sleep(0.02)


@asynccontextmanager
async def battle(folder: Path, seed: int) -> AsyncIterator[tuple[Battle, list[Under]]]:
    journal = await open_journal(f"sqlite:///{folder}/room.sqlite")
    ids = RandomIds()
    engine = RoomEngine(
        room="hall",
        journal=journal,
        glass=FakeGlass(),
        clock=SystemClock(),
        ids=ids,
        secrets=FakeSecrets(),
        families=found(),
        lines=lines,
    )
    async with AsyncExitStack() as stack:
        stack.push_async_callback(journal.close)
        all = [made() for rig, made in devices() if not rig.missing()]  # type: ignore[attr-defined]
        if not all:
            pytest.skip("no peer can run here")
        for one in all:
            await one.peer.start()
            stack.push_async_callback(_ended, one.peer)
        ready = asyncio.Event()
        running = asyncio.create_task(engine.run(ready))
        try:
            await ready.wait()
            made = Battle(engine, ids, random.Random(seed))
            for one in all:
                await made.add(one)
            await until("all to be there", lambda: all_there(made, all), 30)
            yield made, all
        finally:
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)


def all_there(made: Battle, all: list[Under]) -> bool:
    return not [one for one in all if not made.there(one)]


async def _ended(peer: DriverPeer) -> None:
    if isinstance(peer, test_nut.NutServer):
        await peer._shared.close()
    else:
        await peer.stop()


@pytest.mark.parametrize(
    "rounds", [3, pytest.param(50, marks=[pytest.mark.soak, pytest.mark.timeout(7200)])]
)
async def test_peers_killed_while_wishes_come(
    rounds: int, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    seed = int(os.environ.get("WALLCTL_SEED", random.randrange(2**32)))
    print(f"WALLCTL_SEED={seed}")  # shown where it fails
    caplog.set_level(logging.INFO, ACTOR_LOG)
    async with battle(tmp_path, seed) as (made, all):
        for _ in range(rounds):
            await made.round(all)
        for one in all:
            told = [r.getMessage() for r in caplog.records if r.name == ACTOR_LOG]
            mine = [line for line in told if line.startswith(f"device {one.id} is ")]
            kinds = ["lost" if " is lost" in line else "back" for line in mine]
            assert kinds == ["lost", "back"] * (len(kinds) // 2), mine
            assert one.long <= len(kinds) // 2 <= one.kills, (one.id, one.kills, mine)
            if one.peer.acts:
                acted = one.acted + await one.peer.acted()
                print(f"{one.id}: {acted} acts, {one.done} said to be done, {one.unsure} unsure")
                assert one.done, f"{one.id}: no act was ever done"
                assert acted <= one.done + one.unsure, f"{one.id}: an act was done twice"
