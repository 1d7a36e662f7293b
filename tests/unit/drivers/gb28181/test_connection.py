"""Moves and presets as the simulated platform hears them, and a catalogue that changes."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from wallctl.domain.devices import ptz
from wallctl.domain.devices.options import complete
from wallctl.domain.devices.points import Point
from wallctl.domain.errors import Rejected, Unreachable
from wallctl.drivers.gb28181 import CARD, connect
from wallctl.ports.driver import Act, Connection, Means
from wallctl.simulators.devices import gb28181 as simulated
from wallctl.simulators.devices.gb28181 import GbPlatform
from wallctl.testing.scaled import ScaledClock
from wallctl.transport.lines.real import lines

ONE = "camera.34020000001320000001"


@pytest.fixture
async def platform() -> AsyncIterator[GbPlatform]:
    made = GbPlatform()
    await made.start()
    yield made
    await made.stop()


@pytest.fixture
def pointed() -> list[tuple[Point, ...]]:
    return []


@pytest.fixture
async def connection(
    platform: GbPlatform, pointed: list[tuple[Point, ...]]
) -> AsyncIterator[Connection]:
    options = complete(CARD.options, platform.options())
    made = connect(options, Means(lines, ScaledClock(), repointed=pointed.append))
    await made.open()
    yield made
    await made.close()


async def test_moves_and_presets(platform: GbPlatform, connection: Connection) -> None:
    await connection.act(Act("ptz", ONE, "upleft"))
    await connection.act(Act("preset", ONE, 3.0))
    assert platform.moves == [(ONE[7:], "upleft"), (ONE[7:], "preset 3")]
    platform.moves.clear()
    for name, value in (
        (ptz.MOVE, "-0.5 1 0"),
        (ptz.MOVE, "0 0 -1"),
        (ptz.STOP, ""),
        (ptz.STORE, "3 河道"),
        (ptz.RECALL, 3),
    ):
        await connection.act(Act(name, ONE, value))
    told = ["upleft", "zoomout", "stop", "keep 3", "preset 3"]
    assert platform.moves == [(ONE[7:], one) for one in told]
    for act in (
        Act("ptz", "camera.1", "left"),
        Act("dance", ONE),
        Act(ptz.HOME, ONE),
        Act(ptz.MOVE, ONE, "1 0"),
        Act(ptz.RECALL, ONE, 0),
        Act(ptz.MOVE, "", "1 0 0"),
    ):
        with pytest.raises(Rejected):
            await connection.act(act)


async def test_a_camera_that_comes_is_shown(
    platform: GbPlatform, connection: Connection, pointed: list[tuple[Point, ...]]
) -> None:
    await connection.read()
    assert pointed == []
    code = "34020000001320000099"
    platform._online[code], platform._drawn[code] = True, False
    state = await connection.read()
    assert state[f"camera.{code}"] == "online"
    assert f"camera.{code}" in {point.key for point in pointed[-1]}


async def test_a_token_that_ends_is_no_wrong_password(
    connection: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(simulated, "_TOKEN", "another")
    with pytest.raises(Unreachable):
        await connection.read()
