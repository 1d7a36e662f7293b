"""decide(): what a command would change. The one place where commands meet their meaning."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from wallctl.domain import commands as c
from wallctl.domain.behind import wanted_of_devices
from wallctl.domain.deciding import (
    alarms,
    arranging,
    audio,
    automation,
    behind,
    control,
    devices,
    handover,
    layouts,
    many_tiles,
    overlays,
    patrols,
    people,
    power,
    requests,
    scenes,
    site,
    sources,
    templates,
    tiles,
    walls,
)
from wallctl.domain.devices.entities import Behind
from wallctl.domain.entities import Kind
from wallctl.domain.errors import Conflict, NotAllowed
from wallctl.domain.show import Change, Show, apply

Decision = Callable[[Show, Any, c.Envelope], tuple[Change, ...]]

DECISIONS: Mapping[type[Any], Decision] = {
    c.SourceAdd: sources.add,
    c.SourceUpdate: sources.update,
    c.SourceUpdateMany: sources.update_many,
    c.SourceReplace: sources.replace_device,
    c.SourceRemove: sources.remove,
    c.SourceImport: sources.bring_in,
    c.TileAdd: tiles.add,
    c.TileMove: tiles.move,
    c.TileUpdate: tiles.update,
    c.TileRemove: tiles.remove,
    c.TileArrange: many_tiles.arrange,
    c.TileUpdateMany: many_tiles.update,
    c.TileRemoveMany: many_tiles.remove,
    c.TileDuplicate: many_tiles.duplicate,
    c.LayoutApply: layouts.apply_layout,
    c.TemplateSave: templates.save,
    c.TemplateRemove: templates.remove,
    c.SceneSave: scenes.save,
    c.SceneUpdate: scenes.update,
    c.SceneRecall: scenes.recall,
    c.SceneRemove: scenes.remove,
    c.SceneRevert: scenes.revert,
    c.PatrolSet: patrols.set_patrol,
    c.PatrolStop: patrols.stop,
    c.PatrolResume: patrols.resume,
    c.PatrolShow: patrols.show_one,
    c.SceneRequest: requests.ask,
    c.RequestAccept: requests.accept,
    c.RequestDecline: requests.decline,
    c.RequestExpire: requests.expire,
    c.RequestRun: requests.run,
    c.WallTake: walls.take,
    c.WallRestore: walls.restore,
    c.WallSafe: walls.safe,
    c.WallFull: walls.full,
    c.WallUpdate: walls.update,
    c.WallTestcard: walls.testcard,
    c.WallAdd: arranging.add,
    c.WallRemove: arranging.remove,
    c.WallArrange: arranging.arrange,
    c.WallBezels: arranging.bezels,
    c.WallBehind: behind.set_behind,
    c.OverlaySet: overlays.set_overlay,
    c.UserAdd: people.add,
    c.UserUpdate: people.update,
    c.UserRemove: people.remove,
    c.UserPassword: people.password,
    c.RoomUpdate: site.update_room,
    c.NoteAdd: handover.add_note,
    c.NoteUpdate: handover.update_note,
    c.NoteRemove: handover.remove_note,
    c.HandoverBegin: handover.begin,
    c.HandoverAccept: handover.accept,
    c.SituationSet: handover.set_situation,
    c.AlarmAck: alarms.ack,
    c.AlarmShelve: alarms.shelve,
    c.AlarmUnshelve: alarms.unshelve,
    c.AlarmReset: alarms.reset,
    c.AlarmForget: alarms.forget,
    c.AudioSet: audio.set_bus,
    c.AudioMute: audio.mute,
    c.AudioFollowSet: audio.follow,
    c.AudioSource: audio.set_source,
    c.AudioInputSet: audio.set_input,
    c.AudioInputRemove: audio.remove_input,
    c.DeviceAdd: devices.add,
    c.DeviceUpdate: devices.update,
    c.DeviceRemove: devices.remove,
    c.DeviceSet: devices.set_one,
    c.DeviceSetMany: devices.set_many,
    c.DeviceWish: devices.set_many,
    c.SequenceSave: control.save,
    c.SequenceRemove: control.remove,
    c.ScheduleSave: automation.save_schedule,
    c.ScheduleRemove: automation.remove_schedule,
    c.TriggerSave: automation.save_trigger,
    c.TriggerRemove: automation.remove_trigger,
    c.PowerPlanSave: power.save,
    c.PowerPlanRemove: power.remove,
    c.DeviceRelease: devices.release,
    c.SiteApply: site.apply_site,
    c.SiteImport: site.bring_in,
    c.ProgramConfirm: walls.confirm,
}
"""A row for each command. Undo and redo need the log as well: `wallctl.domain.undo`."""


def decide(show: Show, command: c.Command, envelope: c.Envelope) -> tuple[Change, ...]:
    """The changes a command makes; none where all is already as asked.

    Raises Refused (NotFound, NotAllowed, Invalid, Conflict); its fields name the place.
    """
    if envelope.expect is not None and envelope.expect != show.revision:
        raise Conflict(key="expect", reason="moved_on", got=envelope.expect, at=show.revision)
    decision = DECISIONS.get(type(command))
    if decision is None:
        raise NotAllowed("needs_log", key="kind", reason="needs_log", got=type(command).__name__)
    changes = decision(show, command, envelope)
    if isinstance(command, c.SiteImport):
        return changes  # it switches nothing: the next take does
    return with_devices(show, changes, envelope)


def with_devices(
    show: Show, changes: tuple[Change, ...], envelope: c.Envelope
) -> tuple[Change, ...]:
    """The changes, and what they need of the matrices and processors behind walls: one step."""
    touched = any(one.key.entity is Kind.BEHIND for one in changes)
    if not changes or not (touched or show.all(Behind)):
        return changes
    after = apply(show, changes)
    return (*changes, *wanted_of_devices(show, after, changes, envelope.by, envelope.at))
