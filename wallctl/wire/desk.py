"""What an engine and its API clients say: commands, answers, state, events, live pictures.

`WS /api/v1/events?user=NAME`: the first text frame is `State` (whole); then one `Event` for each
change and `Observed` for what is reported. A client that falls behind gets a whole `State` again.
Binary frames are pictures as in `wire.node`; the client sends `Watch` to say which it wants.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from wallctl.domain.alarms import Alarm
from wallctl.domain.audio_state import AudioState, Level
from wallctl.domain.control.automation import AutomationState
from wallctl.domain.control.power import PowerState
from wallctl.domain.control.runs import Run
from wallctl.domain.devices.observed import DeviceState
from wallctl.domain.observed import (
    FeedFigures,
    NodeStatus,
    PatrolState,
    Presence,
    Proposal,
    PtzState,
    WallReport,
)
from wallctl.wire.node import Wanted
from wallctl.wire.version import PROTOCOL


class Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class CommandIn(Model):
    """`kind` is one of `wallctl.domain.commands.KINDS`, `args` that command's fields."""

    id: str
    kind: str
    args: dict[str, Any] = Field(default_factory=dict)
    expect: int | None = None


class StepOut(Model):
    what: str
    target: str
    state: str
    reason: str = ""
    ms: float = 0.0


class AnswerOut(Model):
    result: Literal["done", "part", "failed", "refused"]
    revision: int
    code: str = ""
    message: str = ""
    fields: dict[str, str] = Field(default_factory=dict)
    steps: tuple[StepOut, ...] = ()


class ObservedState(Model):
    """All that is observed now: reports by wall and node, feeds, nodes on line."""

    walls: tuple[WallReport, ...] = ()
    feeds: tuple[FeedFigures, ...] = ()
    nodes: tuple[NodeStatus, ...] = ()
    lost_nodes: tuple[str, ...] = ()
    faults: tuple[str, ...] = ()  # e.g. "disk_full", "backup_failed"
    alarms: tuple[Alarm, ...] = ()
    patrols: tuple[PatrolState, ...] = ()
    presence: Presence = Presence()
    proposals: tuple[Proposal, ...] = ()
    ptz: tuple[PtzState, ...] = ()
    devices: tuple[DeviceState, ...] = ()
    runs: tuple[Run, ...] = ()
    automations: tuple[AutomationState, ...] = ()
    power: tuple[PowerState, ...] = ()
    audio: AudioState = AudioState()
    levels: tuple[Level, ...] = ()


class Me(Model):
    """Whom the engine takes the asker for. `expires` epoch s, 0 while it is used; `user` and
    `signed_in` are empty where nobody has to sign in yet, and the role is then an engineer's."""

    user: str = ""
    name: str = ""
    role: str = "engineer"
    emergency: bool = False
    expires: float = 0.0
    signed_in: bool = False


class SignIn(Model):
    """`POST /api/v1/sign-in`. The user by id or name."""

    user: str = Field(max_length=200)
    password: str = Field(max_length=256, repr=False)


class Emergency(Model):
    """`POST /api/v1/emergency`: an operator's rights for an hour, for whoever stands there."""

    name: str = Field(max_length=40)
    reason: str = Field(max_length=200)


class SignedIn(Model):
    """The answer to both. The token is said this once."""

    token: str = Field(repr=False)
    me: Me


class SessionOut(Model):
    """One line of `GET /api/v1/sessions`. Times are epoch s."""

    id: str
    user: str
    name: str
    peer: str
    at: float
    used_at: float
    emergency: bool
    reason: str = ""
    mine: bool = False


class Sessions(Model):
    sessions: tuple[SessionOut, ...] = ()


class State(Model):
    """The whole room. `entities` maps entity kind -> list of whole entities (secrets masked)."""

    type: Literal["state"] = "state"
    protocol: str = PROTOCOL
    room: str
    revision: int
    at: float
    entities: dict[str, list[dict[str, Any]]]
    observed: ObservedState = ObservedState()
    me: Me = Me()


class ChangeOut(Model):
    entity: str
    id: str
    before: dict[str, Any] | None
    after: dict[str, Any] | None


class Event(Model):
    type: Literal["event"] = "event"
    revision: int
    at: float
    by: str
    kind: str
    changes: tuple[ChangeOut, ...]


class ObservedPart(Model):
    """The parts of the observed state that changed, each whole; None is unchanged. Of `devices`
    those alone that changed, and the ids of those that are gone."""

    walls: tuple[WallReport, ...] | None = None
    feeds: tuple[FeedFigures, ...] | None = None
    nodes: tuple[NodeStatus, ...] | None = None
    lost_nodes: tuple[str, ...] | None = None
    faults: tuple[str, ...] | None = None
    alarms: tuple[Alarm, ...] | None = None
    patrols: tuple[PatrolState, ...] | None = None
    presence: Presence | None = None
    proposals: tuple[Proposal, ...] | None = None
    ptz: tuple[PtzState, ...] | None = None
    devices: tuple[DeviceState, ...] | None = None
    devices_gone: tuple[str, ...] | None = None
    runs: tuple[Run, ...] | None = None
    automations: tuple[AutomationState, ...] | None = None
    power: tuple[PowerState, ...] | None = None
    audio: AudioState | None = None
    levels: tuple[Level, ...] | None = None


class Observed(Model):
    """What changed in the observed state; a part that is None is unchanged."""

    type: Literal["observed"] = "observed"
    at: float
    observed: ObservedPart


class MeNow(Model):
    """Whom the engine takes this client for from now on; None: its sign-in is over, and so is
    the connection."""

    type: Literal["me"] = "me"
    me: Me | None


class Resync(Model):
    """A client lost the thread and asks for the whole state again."""

    type: Literal["resync"] = "resync"


class Watch(Model):
    """Live pictures this client wants from now on (replaces what it wanted before)."""

    type: Literal["watch"] = "watch"
    wanted: tuple[Wanted, ...] = ()


class Present(Model):
    """Somebody may be at this desk: the last input there was `idle_s` ago. Said whenever input
    comes after a pause, and now and then; a desk of the duty room says nothing."""

    type: Literal["present"] = "present"
    idle_s: float = Field(ge=0, le=1e9, allow_inf_nan=False)


FromRoom = Annotated[State | Event | Observed | MeNow, Field(discriminator="type")]
FromClient = Annotated[Watch | Resync | Present, Field(discriminator="type")]
FROM_ROOM: TypeAdapter[FromRoom] = TypeAdapter(FromRoom)
FROM_CLIENT: TypeAdapter[FromClient] = TypeAdapter(FromClient)
