"""Devices on the network by ONVIF's WS-Discovery and by mDNS (`_rtsp._tcp`).

It asks by multicast and listens to the answers for some seconds; nothing goes on listening.
What devices say of themselves is believed by nobody: it is cut to size and shown as a proposal.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
import socket
from collections.abc import Awaitable, Callable, Sequence
from ipaddress import ip_address
from urllib.parse import unquote

import ifaddr

from wallctl.domain.address import names_host, split
from wallctl.domain.observed import Proposal
from wallctl.ports.discovery import Findings

log = logging.getLogger(__name__)

ONVIF, RTSP = "onvif", "rtsp"
SERVICE = "_rtsp._tcp.local."
MAX_TEXT = 100
MAX_ANSWERS = 2_000
_RESOLVE_MS = 1000.0


def own_addresses() -> tuple[str, ...]:
    """The IPv4 addresses of this machine's networks, without the loopback."""
    found = {str(ip.ip) for adapter in ifaddr.get_adapters() for ip in adapter.ips if ip.is_IPv4}
    return tuple(sorted(a for a in found if not ip_address(a).is_loopback))


class NetworkDiscovery:
    """The Discovery port. `networks` are addresses of this machine to ask from."""

    def __init__(self, networks: Callable[[], Sequence[str]] = own_addresses) -> None:
        self._networks = networks

    async def find(self, seconds: float) -> Findings:
        networks = tuple(one for one in self._networks() if _is_ours(one))
        if not networks:
            return Findings((), ((ONVIF, "no_network"), (RTSP, "no_network")))
        async with asyncio.TaskGroup() as group:
            ways = {
                ONVIF: group.create_task(_tried(ONVIF, _by_onvif(networks, seconds))),
                RTSP: group.create_task(_tried(RTSP, _by_mdns(networks, seconds))),
            }
        found: dict[str, Proposal] = {}
        failed = []
        for way, task in ways.items():
            proposals = task.result()
            if proposals is None:
                failed.append((way, "no_network"))
                continue
            found.update({one.id: one for one in proposals})
        return Findings(tuple(found.values()), tuple(failed))


def _is_ours(address: str) -> bool:
    """A network may have gone since it was listed."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        try:
            sock.bind((address, 0))
        except OSError:
            return False
    return True


async def _tried(way: str, work: Awaitable[list[Proposal]]) -> list[Proposal] | None:
    try:
        return await work
    except OSError as exc:
        log.warning("%s finds nothing here: %s", way, exc)
        return None


async def _by_onvif(networks: Sequence[str], seconds: float) -> list[Proposal]:
    from onveef.wsdiscovery import discover_async  # here: only a search needs its memory

    devices = await discover_async(timeout_s=seconds, interface_ip=list(networks))
    made = []
    for device in devices[:MAX_ANSWERS]:
        address = _address(device.xaddrs)
        if address:
            name = _line(unquote(device.name)) or _line(unquote(device.hardware))
            made.append(
                Proposal(
                    _id(ONVIF, device.endpoint_reference or address),
                    ONVIF,
                    name,
                    address,
                    model=_line(unquote(device.hardware)),
                )
            )
    return made


def _address(offered: Sequence[str]) -> str:
    """The first address that can be one, IPv4 before others, without a password."""
    good = [
        split(one[:500]).address
        for one in offered[:16]
        if one.startswith(("http://", "https://")) and names_host(one[:500])
    ]
    good = [_line(one, 500) for one in good]
    return min(good, key=lambda one: "[" in one, default="")


async def _by_mdns(networks: Sequence[str], seconds: float) -> list[Proposal]:
    from zeroconf import Error as ZeroconfError
    from zeroconf import IPVersion, ServiceListener, Zeroconf
    from zeroconf.asyncio import AsyncServiceBrowser, AsyncServiceInfo, AsyncZeroconf

    names: set[str] = set()

    class Names(ServiceListener):
        def add_service(self, zc: Zeroconf, type_: str, name: str) -> None:
            if len(names) < MAX_ANSWERS:
                names.add(name)

        def update_service(self, zc: Zeroconf, type_: str, name: str) -> None:
            self.add_service(zc, type_, name)

        def remove_service(self, zc: Zeroconf, type_: str, name: str) -> None:
            names.discard(name)

    try:
        async with AsyncZeroconf(interfaces=list(networks), ip_version=IPVersion.V4Only) as zc:
            browser = AsyncServiceBrowser(zc.zeroconf, SERVICE, listener=Names())
            try:
                await asyncio.sleep(seconds)
            finally:
                await browser.async_cancel()
            infos = [AsyncServiceInfo(SERVICE, name) for name in sorted(names)]
            known = [one for one in infos if one.load_from_cache(zc.zeroconf)]
            late = [one for one in infos if one not in known][:64]
            known += [one for one in late if await one.async_request(zc.zeroconf, _RESOLVE_MS)]
    except ZeroconfError as exc:
        raise OSError(str(exc) or type(exc).__name__) from exc
    return [made for one in known if (made := _of_service(one)) is not None]


def _of_service(info: object) -> Proposal | None:
    addresses: list[str] = info.parsed_addresses()  # type: ignore[attr-defined]
    told: dict[bytes, bytes | None] = info.properties  # type: ignore[attr-defined]
    name, port = str(info.name), info.port  # type: ignore[attr-defined]
    if not addresses or not port:
        return None
    path = _line((told.get(b"path") or b"").decode("utf-8", "replace"), 400).lstrip("/")
    address = split(f"rtsp://{addresses[0]}:{port}/{path}").address
    if not names_host(address):
        return None
    return Proposal(_id(RTSP, name), RTSP, _line(name.removesuffix(f".{SERVICE}")), address)


def _line(text: str, most: int = MAX_TEXT) -> str:
    """One line of printable text, cut to size."""
    return "".join(c for c in text if c.isprintable())[:most].strip()


def _id(way: str, what: str) -> str:
    return f"{way}-{hashlib.sha256(what.encode()).hexdigest()[:16]}"
