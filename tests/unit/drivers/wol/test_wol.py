"""The Magic Packet."""

from __future__ import annotations

import pytest

from wallctl.drivers.wol.protocol import magic, six_bytes


def test_packet_of_the_document() -> None:
    """AMD 20213 Rev. A: six bytes FF, then the address sixteen times: its own example."""
    mac = bytes.fromhex("11 22 33 44 55 66")
    packet = magic(mac)
    assert packet == b"\xff" * 6 + b"\x11\x22\x33\x44\x55\x66" * 16
    assert len(packet) == 102
    assert magic(mac, b"secret") == packet + b"secret"


@pytest.mark.parametrize(
    "text", ["00:1A:2b:3C:4D:5E", "00-1a-2b-3c-4d-5e", "001a.2b3c.4d5e", " 001A2B3C4D5E "]
)
def test_ways_to_write_an_address(text: str) -> None:
    assert six_bytes(text) == bytes.fromhex("001A2B3C4D5E")


@pytest.mark.parametrize(
    "text", ["", "00:1A:2B:3C:4D", "00:1A:2B:3C:4D:5G", "00:1A:2B:3C:4D:5E:6F"]
)
def test_what_is_no_address(text: str) -> None:
    assert six_bytes(text) is None
