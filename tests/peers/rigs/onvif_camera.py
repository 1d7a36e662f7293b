"""ONVIF cameras: PyPI's ipycam 1.3 (information, stream addresses, moves, WS-Discovery, RTSP).

Its replies for presets and PTZ status are not valid XML. One password for all; a wrong one is
answered. Send a probe from the rig's network (`net.near`), or it looks for cameras elsewhere.
"""

from __future__ import annotations

from typing import Any

from tests.peers.rigs.hosted import HostedRig, lacking_python
from tests.peers.rigs.netns import NamespacedRig


class OnvifCamera(HostedRig, NamespacedRig):
    """Device service at `url`; presets stay over a restart, the place it looks at does not."""

    name = "onvif_camera"
    own_port = 8080

    def __init__(self, *, user: str = "", password: str = "", label: str = "前门") -> None:
        super().__init__()
        self.user, self.password, self.label = user, password, label

    @classmethod
    def missing(cls) -> str:
        return lacking_python("ipycam") or NamespacedRig.missing()

    @property
    def url(self) -> str:
        host, port = self.address
        return f"http://{host}:{port}/onvif/device_service"

    async def state(self) -> dict[str, Any]:
        """pan, tilt (-1..1), zoom (0..1), moving, presets (token: name)."""
        return await self.ask("state")  # type: ignore[no-any-return]

    async def front_panel(self, **values: float) -> None:
        """Someone else moves it: pan, tilt, zoom."""
        await self.ask("put", **values)

    def _options(self) -> dict[str, object]:
        return {"username": self.user, "password": self.password, "name": self.label}
