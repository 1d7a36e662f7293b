"""What a command moved behind a wall without a take: an overlay, the test card, another input."""

from __future__ import annotations

from wallctl.domain.commands import Command, DeviceSet, DeviceSetMany, DeviceWish, SiteImport
from wallctl.domain.devices.entities import Desired
from wallctl.engine.ledger import Committed

_OWN = (DeviceSet, DeviceSetMany, DeviceWish, SiteImport)


def devices_moved(what: Command, done: Committed) -> DeviceSetMany:
    """The wishes that came with a command which is not about devices: it is done when they are."""
    if done.entry is None or isinstance(what, _OWN):
        return DeviceSetMany(())
    wishes = (c.after for c in done.entry.changes if isinstance(c.after, Desired))
    return DeviceSetMany(tuple(DeviceSet(w.device, w.key, w.value) for w in wishes))
