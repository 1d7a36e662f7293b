"""Who works here and what each may do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What a person may do; each role but the leader may do all that those before it may."""

    VIEWER = "viewer"  # 观察员: looks
    OPERATOR = "operator"  # 操作员: preview, take, scenes recalled
    ENGINEER = "engineer"  # 工程师: everything, also sources, scenes, users, the site
    LEADER = "leader"  # 领导: scenes from a panel


@dataclass(frozen=True, slots=True)
class User:
    """`secret` is the sealed hash of the password; "sealed" is all the outside sees."""

    id: str
    name: str
    role: Role
    name_en: str = ""
    secret: str = ""
    disabled: bool = False


EMERGENCY = "应急·"
"""How changes made under an emergency sign-in are signed: this before the name that was given.
No user's name begins so, and nobody is taken for somebody else."""

_RANK = {Role.VIEWER: 0, Role.OPERATOR: 1, Role.ENGINEER: 2}

_OF_LEADERS = frozenset({"scene.recall", "scene.request", "duty.call", "user.password"})

_OF_VIEWERS = ("user.password", "duty.call")

_OF_OPERATORS = (
    *("tile.add", "tile.move", "tile.arrange", "tile.update", "tile.remove"),
    *("tile.update_many", "tile.remove_many", "tile.duplicate"),
    *("layout.apply", "template.save", "undo", "redo"),
    *("scene.recall", "scene.request", "request.accept", "request.decline"),
    *("wall.take", "wall.restore", "wall.safe", "wall.full", "wall.update", "wall.identify"),
    *("overlay.set", "source.test"),
    *("patrol.set", "patrol.show", "patrol.stop", "patrol.resume"),
    *("ptz.move", "ptz.stop", "ptz.recall", "ptz.store"),
    *("alarm.ack", "alarm.shelve", "alarm.unshelve", "alarm.reset"),
    *("note.add", "note.update", "note.remove"),
    *("device.set", "device.set_many", "device.release", "device.act", "device.again"),
    *("sequence.run", "run.stop", "run.resume", "run.rehearse", "power.drill"),
    *("handover.begin", "handover.accept", "situation.set"),
    *("audio.set", "audio.mute", "audio.follow", "audio.source", "audio.clear", "audio.input"),
)

_OF_ENGINEERS = (
    *("scene.save", "scene.update", "scene.revert", "scene.remove", "template.remove"),
    *("source.add", "source.update", "source.update_many", "source.replace", "source.remove"),
    *("source.import", "source.find"),
    *("device.add", "device.update", "device.remove", "device.test", "device.say"),
    *("sequence.save", "sequence.remove"),
    *("schedule.save", "schedule.remove", "trigger.save", "trigger.remove"),
    *("power.save", "power.remove"),
    *("user.add", "user.update", "user.remove"),
    *("wall.add", "wall.remove", "wall.arrange", "wall.bezels", "wall.behind", "wall.testcard"),
    "audio.remove",
    "room.update",
)

LEAST: Mapping[str, Role] = (
    dict.fromkeys(_OF_VIEWERS, Role.VIEWER)
    | dict.fromkeys(_OF_OPERATORS, Role.OPERATOR)
    | dict.fromkeys(_OF_ENGINEERS, Role.ENGINEER)
)
"""The least role for each kind of command. A kind without a row is an engineer's."""

_CONFIGURES: Mapping[str, frozenset[str]] = {
    "wall.update": frozenset({"name", "background", "safe_picture", "fade_ms"}),
    "audio.set": frozenset({"ceiling_db", "device"}),
    "audio.input": frozenset({"name", "name_en", "kind", "device", "sends"}),
}
"""Fields whose change configures the room, in commands whose other fields switch it."""


def least(kind: str, command: object = None) -> Role:
    """The least role that may ask this; with the command itself its fields count too."""
    if any(getattr(command, field, None) is not None for field in _CONFIGURES.get(kind, ())):
        return Role.ENGINEER
    return LEAST.get(kind, Role.ENGINEER)


def may(role: Role, kind: str, command: object = None) -> bool:
    if role is Role.LEADER:
        return kind in _OF_LEADERS
    return _RANK[role] >= _RANK[least(kind, command)]


def can_sign_in(user: User) -> bool:
    return bool(user.secret) and not user.disabled
