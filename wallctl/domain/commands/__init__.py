"""Everything that can be asked of a room's show. `KINDS` maps the wire's names to the types.

A `None` field of an update leaves the value as it is. Each noun has a module of its own with its
union of commands and its kinds; here they come together.
"""

from __future__ import annotations

from typing import Any

from wallctl.domain.commands import (
    alarms,
    history,
    ptz,
    scenes,
    site,
    sources,
    templates,
    tiles,
    walls,
)
from wallctl.domain.commands.alarms import (
    AlarmAck,
    AlarmAction,
    AlarmCommand,
    AlarmForget,
    AlarmReset,
    AlarmShelve,
    AlarmUnshelve,
    DutyCall,
)
from wallctl.domain.commands.common import (
    Answer,
    Envelope,
    Result,
    Step,
)
from wallctl.domain.commands.history import (
    HistoryCommand,
    Redo,
    Undo,
)
from wallctl.domain.commands.ptz import (
    PtzAction,
    PtzMove,
    PtzRecall,
    PtzStop,
    PtzStore,
)
from wallctl.domain.commands.scenes import (
    SceneCommand,
    SceneRecall,
    SceneRemove,
    SceneSave,
    SceneUpdate,
)
from wallctl.domain.commands.site import (
    RoomUpdate,
    SiteApply,
    SiteCommand,
    SiteImport,
)
from wallctl.domain.commands.sources import (
    Seal,
    SourceAction,
    SourceAdd,
    SourceCommand,
    SourceFind,
    SourceImport,
    SourceRemove,
    SourceReplace,
    SourceTest,
    SourceUpdate,
    SourceUpdateMany,
)
from wallctl.domain.commands.templates import (
    TemplateCommand,
    TemplateRemove,
    TemplateSave,
)
from wallctl.domain.commands.tiles import (
    Layer,
    LayoutApply,
    TileAdd,
    TileArrange,
    TileCommand,
    TileDuplicate,
    TileMove,
    TileRemove,
    TileRemoveMany,
    TileUpdate,
    TileUpdateMany,
)
from wallctl.domain.commands.walls import (
    OutputPlace,
    OverlaySet,
    ProgramConfirm,
    Unit,
    WallAction,
    WallAdd,
    WallArrange,
    WallBezels,
    WallCommand,
    WallFull,
    WallIdentify,
    WallRemove,
    WallRestore,
    WallSafe,
    WallTake,
    WallTestcard,
    WallUpdate,
)

__all__ = [
    "INTERNAL_KINDS",
    "KINDS",
    "NAME_OF",
    "Action",
    "AlarmAck",
    "AlarmForget",
    "AlarmReset",
    "AlarmShelve",
    "AlarmUnshelve",
    "Answer",
    "Command",
    "DutyCall",
    "Envelope",
    "Layer",
    "LayoutApply",
    "OutputPlace",
    "OverlaySet",
    "ProgramConfirm",
    "PtzMove",
    "PtzRecall",
    "PtzStop",
    "PtzStore",
    "Redo",
    "Result",
    "RoomUpdate",
    "SceneRecall",
    "SceneRemove",
    "SceneSave",
    "SceneUpdate",
    "Seal",
    "SiteApply",
    "SiteImport",
    "SourceAdd",
    "SourceFind",
    "SourceImport",
    "SourceRemove",
    "SourceReplace",
    "SourceTest",
    "SourceUpdate",
    "SourceUpdateMany",
    "Step",
    "TemplateRemove",
    "TemplateSave",
    "TileAdd",
    "TileArrange",
    "TileDuplicate",
    "TileMove",
    "TileRemove",
    "TileRemoveMany",
    "TileUpdate",
    "TileUpdateMany",
    "Undo",
    "Unit",
    "WallAdd",
    "WallArrange",
    "WallBezels",
    "WallFull",
    "WallIdentify",
    "WallRemove",
    "WallRestore",
    "WallSafe",
    "WallTake",
    "WallTestcard",
    "WallUpdate",
]

Command = (
    SourceCommand
    | TileCommand
    | TemplateCommand
    | SceneCommand
    | WallCommand
    | HistoryCommand
    | AlarmCommand
    | SiteCommand
)

Action = SourceAction | WallAction | PtzAction | AlarmAction
"""Momentary acts: audited, never undone, never replayed."""

KINDS: dict[str, type[Any]] = (
    sources.KINDS
    | tiles.KINDS
    | templates.KINDS
    | ptz.KINDS
    | scenes.KINDS
    | walls.KINDS
    | site.KINDS
    | history.KINDS
    | alarms.KINDS
)
"""What the outside may ask."""

INTERNAL_KINDS: dict[str, type[Any]] = site.INTERNAL | walls.INTERNAL | alarms.INTERNAL
NAME_OF: dict[type[Any], str] = {t: k for k, t in (KINDS | INTERNAL_KINDS).items()}
