"""The driver families of the engine, asked for once and kept."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from ui.common.hub import Hub
from ui.desk.actions import Spawn
from wallctl.client.devices import drivers
from wallctl.domain.devices.families import FamilyCard
from wallctl.domain.errors import WallctlError


class Families(QObject):
    """`changed` once they are there. One for a hub."""

    changed = Signal()

    def __init__(self, hub: Hub, spawn: Spawn, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._hub, self._spawn = hub, spawn
        self._cards: dict[str, FamilyCard] = {}
        self._asking = False

    @classmethod
    def of(cls, hub: Hub, spawn: Spawn) -> Families:
        found = hub.findChild(cls)
        return found if isinstance(found, Families) else cls(hub, spawn, hub)

    @property
    def cards(self) -> tuple[FamilyCard, ...]:
        return tuple(self._cards.values())

    def card(self, name: str) -> FamilyCard | None:
        return self._cards.get(name)

    def load(self) -> None:
        """Asks the engine, unless that is under way. What was known stays until it answers."""
        if not self._asking and self._hub.connected:
            self._asking = True
            self._spawn(self._load())

    async def _load(self) -> None:
        try:
            found = {one.name: one for one in await drivers(self._hub.room)}
        except WallctlError:
            return
        finally:
            self._asking = False
        if found != self._cards:
            self._cards = found
            self.changed.emit()
