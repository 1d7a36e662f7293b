"""Announces a room's engine on the network as `_wallctl._tcp`."""

from __future__ import annotations

import asyncio
import logging
import socket
from ipaddress import ip_address

from wallctl.wire.service import SERVICE

log = logging.getLogger(__name__)


def is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


async def announce(room: str, name: str, host: str, port: int, tls: bool) -> None:
    """Announces until cancelled. On loopback nothing is announced: nobody else could come."""
    if is_loopback(host):
        return
    # Here and not above: on loopback its memory is saved.
    from zeroconf import Error as ZeroconfError
    from zeroconf.asyncio import AsyncServiceInfo, AsyncZeroconf

    told = {"room": room, "name": name, "tls": "1" if tls else "0"}
    where = ["0.0.0.0"] if ip_address(host).is_unspecified else [host]
    try:
        async with AsyncZeroconf() as zc:
            addresses = _own_addresses() if where == ["0.0.0.0"] else where
            info = AsyncServiceInfo(
                SERVICE,
                f"{room}-{socket.gethostname()}.{SERVICE}",
                port=port,
                parsed_addresses=addresses,
                properties=told,
            )
            await zc.async_register_service(info, allow_name_change=True)
            try:
                await asyncio.Event().wait()
            finally:
                await zc.async_unregister_service(info)
    except (OSError, ZeroconfError) as exc:
        log.warning("the engine is not announced on the network: %s", exc or type(exc).__name__)


def _own_addresses() -> list[str]:
    found = socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET)
    return sorted({str(one[4][0]) for one in found if not is_loopback(str(one[4][0]))})
