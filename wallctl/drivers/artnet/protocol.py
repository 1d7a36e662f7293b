"""The packets of Art-Net that a sender needs. Pure."""

from __future__ import annotations

from wallctl.drivers.artnet.state import CHANNELS, Light

ID = b"Art-Net\0"
OP_POLL, OP_DMX = 0x2000, 0x5000
VERSION = 14


def _head(operation: int) -> bytes:
    return ID + operation.to_bytes(2, "little") + VERSION.to_bytes(2, "big")


def poll() -> bytes:
    """ArtPoll: asks for nothing but the one answer, which goes to another port than ours."""
    return _head(OP_POLL) + bytes(2)


def dmx(universe: int, sequence: int, channels: bytes) -> bytes:
    """ArtDmx. `sequence` counts 1..255 and begins anew; 0 would say that nobody counts."""
    return (
        _head(OP_DMX)
        + bytes([sequence, 0])
        + universe.to_bytes(2, "little")
        + len(channels).to_bytes(2, "big")
        + channels
    )


def following(sequence: int) -> int:
    return sequence % 255 + 1


class Frame:
    """The channels of a universe."""

    def __init__(self, lights: tuple[Light, ...]) -> None:
        self._lights = {light.key: light for light in lights}
        self._channels = bytearray(CHANNELS)

    def set(self, key: str, percent: float) -> None:
        """Raises KeyError for no light of ours."""
        share = max(0.0, min(1.0, percent / 100))
        for channels in self._lights[key].channels:
            value = round(share * (256 ** len(channels) - 1))
            for channel, byte in zip(channels, value.to_bytes(len(channels), "big"), strict=True):
                self._channels[channel - 1] = byte

    def __bytes__(self) -> bytes:
        return bytes(self._channels)
