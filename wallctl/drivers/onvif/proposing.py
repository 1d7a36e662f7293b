"""Streams of a camera as proposals of sources. Pure."""

from __future__ import annotations

import hashlib

from wallctl.domain.devices.streams import streams
from wallctl.domain.observed import Proposal


def proposals(info: tuple[tuple[str, str], ...]) -> tuple[Proposal, ...]:
    """Each with the whole address that the camera gave; the password is for a person to fill in."""
    told = dict(info)
    maker, model = told.get("maker", ""), told.get("model", "")
    return tuple(
        Proposal(
            f"rtsp-{hashlib.sha256(address.encode()).hexdigest()[:16]}",
            "rtsp",
            " ".join(part for part in (model, name) if part),
            address,
            maker,
            model,
        )
        for name, address in streams(info)
    )
