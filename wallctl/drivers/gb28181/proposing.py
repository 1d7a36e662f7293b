"""Cameras of the catalogue as proposals of sources. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from wallctl.domain.devices.options import Options
from wallctl.domain.observed import Proposal
from wallctl.drivers.gb28181.protocol import Camera


def proposals(cameras: Sequence[Camera], options: Options) -> tuple[Proposal, ...]:
    """With the address that ZLMediaKit gives a camera's stream."""
    host = str(options["media_host"] or options["host"])
    where = f"[{host}]" if ":" in host else host
    port = int(options["media_port"])
    at = where if port == 554 else f"{where}:{port}"
    return tuple(
        Proposal(
            f"gb28181-{one.code}",
            "gb28181",
            one.name,
            f"rtsp://{at}/rtp/{one.stream}",
            one.maker,
            one.model,
            code=one.code,
        )
        for one in cameras
    )
