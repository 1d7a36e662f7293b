"""Cameras of configured platforms are proposed beside what answers on the network."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from wallctl.domain.devices.entities import Device
from wallctl.domain.observed import Proposal
from wallctl.domain.show import Show, build
from wallctl.drivers.gb28181 import FAMILY
from wallctl.drivers.nut import FAMILY as NO_FINDER
from wallctl.engine.devices.searching import DeviceSearch, Together, all_ways
from wallctl.ports.discovery import Findings
from wallctl.simulators.devices.gb28181 import DEVICE, GbPlatform
from wallctl.testing.scaled import ScaledClock
from wallctl.transport.lines.real import lines

NET = Proposal("onvif-1", "onvif", "相机", "http://10.0.0.1/onvif")
SECRET = '{"password": "pw"}'


class Net:
    def __init__(self, broken: bool = False) -> None:
        self.broken = broken

    async def find(self, seconds: float) -> Findings:
        if self.broken:
            raise OSError("no network")
        return Findings((NET,))


@pytest.fixture
async def platform() -> AsyncIterator[GbPlatform]:
    made = GbPlatform("pw", cameras=3)
    await made.start()
    yield made
    await made.stop()


def device(platform: GbPlatform, id: str = "gb", *, enabled: bool = True) -> Device:
    options = (("host", platform.host), ("port", platform.port), ("media_port", 8554))
    return Device(id, "国标平台", "gb28181", options=options, secret="sealed", enabled=enabled)


def search(*devices: Device, secret: str = SECRET) -> DeviceSearch:
    show = build(devices)
    return DeviceSearch(
        families={"gb28181": FAMILY, "nut": NO_FINDER},
        lines=lines,
        clock=ScaledClock(),
        show=lambda: show,
        open_secret=lambda sealed: secret,
    )


async def test_a_platforms_cameras_are_proposed(platform: GbPlatform) -> None:
    found = await Together(Net(), search(device(platform))).find(1.0)
    assert found.failed == ()
    assert NET in found.proposals
    camera = next(one for one in found.proposals if one.how == "gb28181")
    assert (camera.code, camera.name) == ("34020000001320000001", "摄像机 1")
    assert camera.address == f"rtsp://127.0.0.1:8554/rtp/{DEVICE}_{camera.code}"
    assert len(found.proposals) == 4
    assert "pw" not in str(found)


async def test_one_that_fails_takes_nothing_from_the_others(platform: GbPlatform) -> None:
    wrong = search(device(platform), secret='{"password": "other"}')
    found = await Together(Net(), wrong).find(1.0)
    assert found.proposals == (NET,)
    assert found.failed == (("gb", "auth_failed"),)
    found = await Together(Net(broken=True), search(device(platform))).find(1.0)
    assert len(found.proposals) == 3
    assert found.failed == (("network", "no_network"),)


async def test_what_is_switched_off_is_not_asked(platform: GbPlatform) -> None:
    found = await search(device(platform, enabled=False)).find(1.0)
    assert found == Findings()


def test_without_any_that_can_it_is_as_before() -> None:
    none = DeviceSearch(
        families={"nut": NO_FINDER},
        lines=lines,
        clock=ScaledClock(),
        show=Show,
        open_secret=lambda sealed: "",
    )
    assert all_ways(None, none) is None
    net = Net()
    assert all_ways(net, none) is net
    assert isinstance(all_ways(None, search()), Together)
