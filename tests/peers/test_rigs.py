"""Each rig starts, answers its own tool, is killed and started again, and leaves nothing."""

from __future__ import annotations

import pytest

from tests.peers.rigs.base import Rig
from tests.peers.rigs.fixtures import StartRig
from tests.peers.rigs.pjlink import Pjlink
from tests.processes import marked

pytestmark = pytest.mark.peer


async def put_away(peer: Rig) -> None:
    """Ends the peer here, so that what stayed can be looked for."""
    await peer.close()
    assert not marked(peer.token)
    assert not peer.folder.exists()


async def test_pjlink(rig: StartRig) -> None:
    peer = await rig(Pjlink(password="s3cret"))
    await peer.front_panel(power="on", input="32", errors={"lamp": "error"})
    told = await peer.state()
    assert (told["power"], told["input"], told["errors"]["lamp"]) == ("on", "32", "error")
    address = peer.address
    peer.at_start = {"power": "on"}
    await peer.restart()
    assert peer.address == address
    assert (await peer.state())["power"] == "on"
    await put_away(peer)
