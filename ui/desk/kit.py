"""What every panel and page of the desk is made with."""

from __future__ import annotations

from dataclasses import dataclass

from ui.common.hub import Hub
from ui.common.pictures import Pictures
from ui.common.scale import Scale
from ui.common.words import Words
from ui.desk.actions import Actions, Spawn
from ui.desk.rights import Rights
from ui.desk.selection import Selection


@dataclass(frozen=True, slots=True)
class Kit:
    """`spawn` starts a coroutine on the desk's task group."""

    hub: Hub
    pictures: Pictures
    selection: Selection
    actions: Actions
    words: Words
    scale: Scale
    rights: Rights
    spawn: Spawn
    user: str = ""
