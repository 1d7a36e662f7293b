"""What every panel and page of the desk is made with."""

from __future__ import annotations

from dataclasses import dataclass, field

from ui.common.hub import Hub
from ui.common.pictures import Pictures
from ui.common.scale import Scale
from ui.common.settings import Settings
from ui.common.words import Words
from ui.desk.actions import Actions, Spawn
from ui.desk.alarm_sound import AlarmSound
from ui.desk.keymap import KeyMap
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
    settings: Settings = field(default_factory=Settings)
    keymap: KeyMap = field(default_factory=lambda: KeyMap(Settings()))
    sound: AlarmSound | None = None
