"""Blackmagic's Videohub Ethernet Protocol: blocks of lines, each ended by a blank line. Pure.

Blocks and lines that are not known are passed over, as the document asks of a client.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

DEVICE = "VIDEOHUB DEVICE"
PREAMBLE = "PROTOCOL PREAMBLE"
END = "END PRELUDE"
INPUTS, OUTPUTS = "INPUT LABELS", "OUTPUT LABELS"
ROUTING, LOCKS = "VIDEO OUTPUT ROUTING", "VIDEO OUTPUT LOCKS"
ACK, NAK = "ACK", "NAK"
PING = b"PING:\n\n"
MOST = 1_024  # inputs or outputs; the largest router of this kind has 288

_NUMBERED = re.compile(r"(\d{1,4}) (.*)")


@dataclass(frozen=True, slots=True)
class Hub:
    """What a router has said of itself; all counted from 0, as it counts."""

    version: str = ""
    present: str = ""  # "true", "false", "needs_update"
    model: str = ""
    inputs: int = 0
    outputs: int = 0
    input_labels: Mapping[int, str] = field(default_factory=dict)
    output_labels: Mapping[int, str] = field(default_factory=dict)
    routes: Mapping[int, int] = field(default_factory=dict)
    locks: Mapping[int, str] = field(default_factory=dict)  # O by us, L by another, U not
    ended: bool = False

    @property
    def complete(self) -> bool:
        """Whether all has come that makes up its state. Older ones do not say where it ends."""
        if self.present and self.present != "true":
            return True
        known = len(self.routes) >= self.outputs > 0
        return known and (self.ended or len(self.locks) >= self.outputs)


@dataclass(frozen=True, slots=True)
class Block:
    name: str
    lines: tuple[str, ...]


def block(message: bytes) -> Block:
    lines = [
        one.rstrip("\r") for one in message.decode("utf-8", "replace").strip("\r\n").split("\n")
    ]
    return Block(lines[0].removesuffix(":"), tuple(lines[1:]))


def heard(hub: Hub, said: Block) -> Hub:
    """The router after a block."""
    match said.name:
        case "PROTOCOL PREAMBLE":
            return replace(hub, version=_field(said, "Version"))
        case "VIDEOHUB DEVICE":
            return replace(
                hub,
                present=_field(said, "Device present") or hub.present,
                model=_field(said, "Model name") or hub.model,
                inputs=_count(said, "Video inputs", hub.inputs),
                outputs=_count(said, "Video outputs", hub.outputs),
            )
        case "INPUT LABELS":
            return replace(hub, input_labels={**hub.input_labels, **_numbered(said)})
        case "OUTPUT LABELS":
            return replace(hub, output_labels={**hub.output_labels, **_numbered(said)})
        case "VIDEO OUTPUT ROUTING":
            routes = {n: int(to) for n, to in _numbered(said).items() if to.isdecimal()}
            return replace(hub, routes={**hub.routes, **routes})
        case "VIDEO OUTPUT LOCKS":
            locks = {n: lock for n, lock in _numbered(said).items() if lock in {"O", "L", "U"}}
            return replace(hub, locks={**hub.locks, **locks})
        case "END PRELUDE":
            return replace(hub, ended=True)
        case _:
            return hub


def request(name: str, lines: Mapping[int, object]) -> bytes:
    """Asks for changes. One block is carried out together or not at all."""
    rows = "".join(f"{n} {value}\n" for n, value in lines.items())
    return f"{name}:\n{rows}\n".encode()


def _field(said: Block, name: str) -> str:
    start = f"{name}:"
    return next((one[len(start) :].strip() for one in said.lines if one.startswith(start)), "")


def _count(said: Block, name: str, before: int) -> int:
    found = re.match(r"\d{1,4}", _field(said, name)) or re.search(
        rf"{name}: (\d{{1,4}})", "\n".join(said.lines)
    )
    if found is None:
        return before
    return min(MOST, int(found.group(found.lastindex or 0)))


def _numbered(said: Block) -> dict[int, str]:
    found = (_NUMBERED.fullmatch(one) for one in said.lines)
    return {int(one.group(1)): one.group(2) for one in found if one and int(one.group(1)) < MOST}
