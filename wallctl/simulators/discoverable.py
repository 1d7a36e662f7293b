"""A device that can be found: it answers WS-Discovery's probes as cameras do.

It speaks the real multicast (239.255.255.250:3702) on one network of this machine, by default
the loopback, so that nothing of it is heard outside.
"""

from __future__ import annotations

import asyncio
import re
import socket
import struct
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from urllib.parse import quote
from xml.sax.saxutils import escape

GROUP, PORT = "239.255.255.250", 3702
_MESSAGE = re.compile(rb"<[^>]*MessageID[^>]*>\s*([^<\s]+)\s*<")
_TYPES = "dn:NetworkVideoTransmitter tds:Device"
_ANSWER = """<?xml version="1.0" encoding="UTF-8"?>
<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"
 xmlns:a="http://schemas.xmlsoap.org/ws/2004/08/addressing"
 xmlns:d="http://schemas.xmlsoap.org/ws/2005/04/discovery"
 xmlns:dn="http://www.onvif.org/ver10/network/wsdl"
 xmlns:tds="http://www.onvif.org/ver10/device/wsdl">
<s:Header><a:MessageID>urn:uuid:{uuid}-answer</a:MessageID><a:RelatesTo>{to}</a:RelatesTo>
<a:To>http://schemas.xmlsoap.org/ws/2004/08/addressing/role/anonymous</a:To>
<a:Action>http://schemas.xmlsoap.org/ws/2005/04/discovery/ProbeMatches</a:Action></s:Header>
<s:Body><d:ProbeMatches><d:ProbeMatch>
<a:EndpointReference><a:Address>urn:uuid:{uuid}</a:Address></a:EndpointReference>
<d:Types>{types}</d:Types><d:Scopes>{scopes}</d:Scopes><d:XAddrs>{address}</d:XAddrs>
<d:MetadataVersion>1</d:MetadataVersion>
</d:ProbeMatch></d:ProbeMatches></s:Body></s:Envelope>
"""


@dataclass(frozen=True, slots=True)
class Device:
    """What a device says of itself. `address` is that of its device service."""

    uuid: str
    name: str
    hardware: str
    address: str


class _Responder(asyncio.DatagramProtocol):
    def __init__(self, devices: tuple[Device, ...]) -> None:
        self._devices = devices
        self._line: asyncio.DatagramTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._line = transport  # type: ignore[assignment]  # a datagram one, by how it was made

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        found = _MESSAGE.search(data)
        if self._line is None or found is None or b"Probe" not in data or b"Matches" in data:
            return
        for device in self._devices:
            self._line.sendto(_answer(device, found.group(1).decode("latin-1")), addr)


def _answer(device: Device, to: str) -> bytes:
    scope = "onvif://www.onvif.org"
    told = (
        f"{scope}/type/video_encoder",
        f"{scope}/name/{quote(device.name)}",
        f"{scope}/hardware/{quote(device.hardware)}",
    )
    return _ANSWER.format(
        uuid=escape(device.uuid),
        to=escape(to),
        types=_TYPES,
        scopes=" ".join(told),
        address=escape(device.address),
    ).encode()


@asynccontextmanager
async def discoverable(*devices: Device, on: str = "127.0.0.1") -> AsyncIterator[None]:
    """While within, the devices answer probes on the network of that address of this machine."""
    sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    try:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        sock.bind(("", PORT))
        member = struct.pack("4s4s", socket.inet_aton(GROUP), socket.inet_aton(on))
        sock.setsockopt(socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP, member)
        sock.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, socket.inet_aton(on))
        sock.setblocking(False)
    except OSError:
        sock.close()
        raise
    line, _ = await asyncio.get_running_loop().create_datagram_endpoint(
        lambda: _Responder(devices), sock=sock
    )
    try:
        yield
    finally:
        line.close()
