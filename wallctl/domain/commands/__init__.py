"""Everything that can be asked of a room's show. `KINDS` maps the wire's names to the types.

A `None` field of an update leaves the value as it is. Each noun has a module of its own with its
union of commands and its kinds; here they come together.
"""

from __future__ import annotations

from typing import Any

from wallctl.domain.commands import (
    alarms,
    audio,
    automation,
    control,
    devices,
    handover,
    history,
    patrols,
    people,
    power,
    ptz,
    scenes,
    shift,
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
from wallctl.domain.commands.audio import (
    AudioAction,
    AudioClear,
    AudioCommand,
    AudioFollowSet,
    AudioInputRemove,
    AudioInputSet,
    AudioMute,
    AudioSet,
    AudioSource,
)
from wallctl.domain.commands.automation import (
    AutomationAction,
    AutomationCommand,
    RunRehearse,
    ScheduleRemove,
    ScheduleSave,
    TriggerRemove,
    TriggerSave,
)
from wallctl.domain.commands.common import (
    Answer,
    Envelope,
    Result,
    Step,
)
from wallctl.domain.commands.control import (
    ControlAction,
    ControlCommand,
    RunResume,
    RunStop,
    SequenceRemove,
    SequenceRun,
    SequenceSave,
)
from wallctl.domain.commands.devices import (
    DeviceAct,
    DeviceAction,
    DeviceAdd,
    DeviceAgain,
    DeviceCommand,
    DeviceRelease,
    DeviceRemove,
    DeviceSay,
    DeviceSet,
    DeviceSetMany,
    DeviceTest,
    DeviceUpdate,
    DeviceWish,
)
from wallctl.domain.commands.handover import (
    HandoverAccept,
    HandoverBegin,
    HandoverCommand,
    NoteAdd,
    NoteRemove,
    NoteUpdate,
    SituationSet,
)
from wallctl.domain.commands.history import (
    HistoryCommand,
    Redo,
    Undo,
)
from wallctl.domain.commands.patrols import (
    PatrolCommand,
    PatrolResume,
    PatrolSet,
    PatrolShow,
    PatrolStop,
    Turn,
)
from wallctl.domain.commands.people import (
    UserAction,
    UserAdd,
    UserCommand,
    UserPassword,
    UserRemove,
    UserSigned,
    UserUpdate,
)
from wallctl.domain.commands.power import (
    PowerAction,
    PowerCommand,
    PowerDrill,
    PowerPlanRemove,
    PowerPlanSave,
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
    SceneRevert,
    SceneSave,
    SceneUpdate,
)
from wallctl.domain.commands.shift import (
    RequestAccept,
    RequestDecline,
    RequestExpire,
    RequestRun,
    SceneRequest,
    ShiftCommand,
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
    WallBehind,
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
    "AudioClear",
    "AudioCommand",
    "AudioFollowSet",
    "AudioInputRemove",
    "AudioInputSet",
    "AudioMute",
    "AudioSet",
    "AudioSource",
    "AutomationAction",
    "Command",
    "ControlAction",
    "DeviceAct",
    "DeviceAction",
    "DeviceAdd",
    "DeviceAgain",
    "DeviceRelease",
    "DeviceRemove",
    "DeviceSay",
    "DeviceSet",
    "DeviceSetMany",
    "DeviceTest",
    "DeviceUpdate",
    "DeviceWish",
    "DutyCall",
    "Envelope",
    "HandoverAccept",
    "HandoverBegin",
    "Layer",
    "LayoutApply",
    "NoteAdd",
    "NoteRemove",
    "NoteUpdate",
    "OutputPlace",
    "OverlaySet",
    "PatrolResume",
    "PatrolSet",
    "PatrolShow",
    "PatrolStop",
    "PowerDrill",
    "PowerPlanRemove",
    "PowerPlanSave",
    "ProgramConfirm",
    "PtzAction",
    "PtzMove",
    "PtzRecall",
    "PtzStop",
    "PtzStore",
    "Redo",
    "RequestAccept",
    "RequestDecline",
    "RequestExpire",
    "RequestRun",
    "Result",
    "RoomUpdate",
    "RunRehearse",
    "RunResume",
    "RunStop",
    "SceneRecall",
    "SceneRemove",
    "SceneRequest",
    "SceneRevert",
    "SceneSave",
    "SceneUpdate",
    "ScheduleRemove",
    "ScheduleSave",
    "Seal",
    "SequenceRemove",
    "SequenceRun",
    "SequenceSave",
    "SiteApply",
    "SiteImport",
    "SituationSet",
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
    "TriggerRemove",
    "TriggerSave",
    "Turn",
    "Undo",
    "Unit",
    "UserAdd",
    "UserPassword",
    "UserRemove",
    "UserSigned",
    "UserUpdate",
    "WallAdd",
    "WallArrange",
    "WallBehind",
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
    | HandoverCommand
    | TileCommand
    | TemplateCommand
    | SceneCommand
    | PatrolCommand
    | ShiftCommand
    | WallCommand
    | HistoryCommand
    | AlarmCommand
    | AudioCommand
    | UserCommand
    | SiteCommand
    | DeviceCommand
    | ControlCommand
    | AutomationCommand
    | PowerCommand
)

Action = (
    SourceAction
    | WallAction
    | PtzAction
    | UserAction
    | AlarmAction
    | AudioAction
    | DeviceAction
    | ControlAction
    | AutomationAction
    | PowerAction
)
"""Momentary acts: audited, never undone, never replayed."""

KINDS: dict[str, type[Any]] = (
    sources.KINDS
    | handover.KINDS
    | tiles.KINDS
    | templates.KINDS
    | ptz.KINDS
    | scenes.KINDS
    | patrols.KINDS
    | shift.KINDS
    | walls.KINDS
    | people.KINDS
    | site.KINDS
    | history.KINDS
    | alarms.KINDS
    | devices.KINDS
    | control.KINDS
    | automation.KINDS
    | power.KINDS
    | audio.KINDS
)
"""What the outside may ask."""

INTERNAL_KINDS: dict[str, type[Any]] = (
    people.INTERNAL
    | shift.INTERNAL
    | site.INTERNAL
    | walls.INTERNAL
    | alarms.INTERNAL
    | devices.INTERNAL
)
NAME_OF: dict[type[Any], str] = {t: k for k, t in (KINDS | INTERNAL_KINDS).items()}
