"""Real multicast on the loopback: a device that answers probes, a service that is announced."""

from __future__ import annotations

import socket

from zeroconf import IPVersion
from zeroconf.asyncio import AsyncServiceInfo, AsyncZeroconf

from wallctl.simulators.discoverable import Device, discoverable
from wallctl.transport.finding import SERVICE, NetworkDiscovery, own_addresses

HERE = ("127.0.0.1",)
BALL = Device("1111-aa", "布控球 03", "DS-2DE", "http://10.0.0.3:80/onvif/device_service")


async def test_devices_that_answer_a_probe() -> None:
    odd = Device("2222-bb", "x\u202ey" * 90, "", "http://admin:geheim@10.0.0.4/onvif")
    none = Device("3333-cc", "无地址", "", "javascript:alert(1)")
    async with discoverable(BALL, odd, none):
        found = await NetworkDiscovery(lambda: HERE).find(1.0)
    assert found.failed == ()
    by_address = {one.address: one for one in found.proposals if one.how == "onvif"}
    assert set(by_address) == {BALL.address, "http://admin@10.0.0.4/onvif"}
    ball = by_address[BALL.address]
    assert (ball.name, ball.model) == ("布控球 03", "DS-2DE")
    assert len(by_address["http://admin@10.0.0.4/onvif"].name) <= 100
    assert "\u202e" not in by_address["http://admin@10.0.0.4/onvif"].name


async def test_the_same_device_has_the_same_id_each_time() -> None:
    ids = []
    for _ in range(2):
        async with discoverable(BALL):
            found = await NetworkDiscovery(lambda: HERE).find(0.6)
        ids.append([one.id for one in found.proposals])
    assert ids[0] == ids[1]
    assert len(ids[0]) == 1


async def test_noise_on_the_group_is_no_device() -> None:
    async with discoverable(Device("<&>", "<b>&", "", "http://10.0.0.9/x")):
        found = await NetworkDiscovery(lambda: HERE).find(0.6)
    assert [one.name for one in found.proposals] == ["<b>&"]


async def test_a_stream_that_is_announced() -> None:
    info = AsyncServiceInfo(
        SERVICE,
        f"大门.{SERVICE}",
        port=8554,
        parsed_addresses=["127.0.0.1"],
        properties={"path": "/live?token=abc"},
    )
    async with AsyncZeroconf(interfaces=list(HERE), ip_version=IPVersion.V4Only) as zc:
        await zc.async_register_service(info)
        found = await NetworkDiscovery(lambda: HERE).find(1.5)
        await zc.async_unregister_service(info)
    (one,) = found.proposals
    assert (one.how, one.name) == ("rtsp", "大门")
    assert one.address == "rtsp://127.0.0.1:8554/live?token=***"


async def test_without_a_network_it_says_so() -> None:
    found = await NetworkDiscovery(tuple).find(5.0)
    assert dict(found.failed) == {"onvif": "no_network", "rtsp": "no_network"}


async def test_a_network_that_went_away() -> None:
    found = await NetworkDiscovery(lambda: ("203.0.113.7",)).find(5.0)
    assert dict(found.failed) == {"onvif": "no_network", "rtsp": "no_network"}


def test_own_addresses_are_real() -> None:
    for address in own_addresses():
        assert not address.startswith("127.")
        socket.inet_aton(address)
