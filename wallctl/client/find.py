"""Finding the engine: on this machine first, else on the network by `_wallctl._tcp`."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

import aiohttp
from zeroconf import ServiceListener, Zeroconf
from zeroconf.asyncio import AsyncServiceBrowser, AsyncServiceInfo, AsyncZeroconf

from wallctl.client.session import address, open_session
from wallctl.wire.service import SERVICE

LOCAL_PORTS = (8700, 8701)
LOCAL_S = 1.0


@dataclass(frozen=True, slots=True)
class Found:
    """An engine that announces itself. `tls`: it is reached by https."""

    room: str
    name: str
    url: str


async def local_engine(ports: Sequence[int] = LOCAL_PORTS) -> str:
    """The address of an engine on this machine, "" for none."""
    async with open_session() as session:
        for port in ports:
            url = f"http://127.0.0.1:{port}"
            try:
                async with (
                    asyncio.timeout(LOCAL_S),
                    session.get(address(url, "/healthz")) as response,
                ):
                    if response.status == 200 and "protocol" in await response.json():
                        return url
            except (aiohttp.ClientError, OSError, TimeoutError, ValueError):
                continue
    return ""


async def engines(seconds: float = 2.0) -> tuple[Found, ...]:
    """The engines that announce themselves within so many seconds."""
    names: set[str] = set()
    async with AsyncZeroconf() as zc:
        browser = AsyncServiceBrowser(zc.zeroconf, SERVICE, listener=_Names(names))
        await asyncio.sleep(seconds)
        await browser.async_cancel()
        found = []
        for name in sorted(names):
            info = AsyncServiceInfo(SERVICE, name)
            if await info.async_request(zc.zeroconf, 1000) and info.parsed_addresses():
                found.append(_found(info))
    return tuple(found)


async def find_engine(seconds: float = 2.0) -> str:
    """The local engine, else the first that announces itself; "" for none."""
    if url := await local_engine():
        return url
    try:
        announced = await engines(seconds)
    except OSError:
        return ""  # no network to ask on
    return announced[0].url if announced else ""


class _Names(ServiceListener):
    def __init__(self, names: set[str]) -> None:
        self._names = names

    def add_service(self, zc: Zeroconf, type_: str, name: str) -> None:
        self._names.add(name)

    def update_service(self, zc: Zeroconf, type_: str, name: str) -> None:
        self._names.add(name)

    def remove_service(self, zc: Zeroconf, type_: str, name: str) -> None:
        self._names.discard(name)


def _found(info: AsyncServiceInfo) -> Found:
    told = {k.decode(): (v or b"").decode() for k, v in info.properties.items()}
    host = info.parsed_addresses()[0]
    host = f"[{host}]" if ":" in host else host
    scheme = "https" if told.get("tls") == "1" else "http"
    return Found(told.get("room", ""), told.get("name", ""), f"{scheme}://{host}:{info.port}")
