"""What may stand in a site file: its tables and the limits of each value."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StrictBool, StrictInt, StringConstraints

# A name for addresses and file names, in any script.
Id = Annotated[str, StringConstraints(pattern=r"^[^\s/\\?#:*\"<>|\x00-\x1f\x7f]{1,128}$")]
Px = Annotated[StrictInt, Field(ge=1, le=65_536)]
Side = Annotated[StrictInt, Field(ge=64, le=65_536)]
Offset = Annotated[StrictInt, Field(ge=-65_536, le=65_536)]
Hidden = Annotated[StrictInt, Field(ge=0, le=4096)]
Port = Annotated[StrictInt, Field(ge=1, le=65_535)]
Name = Annotated[str, StringConstraints(pattern=r"^[^\x00-\x1f\x7f]*$", max_length=200)]
Area = tuple[Offset, Offset, Px, Px]


class Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class SitePart(Part):
    name: Name = ""


class SecurityPart(Part):
    """`listen` is an address of this machine; beyond loopback only with TLS."""

    listen: str = "127.0.0.1"
    tls_cert: str = ""
    tls_key: str = ""


class RoomPart(Part):
    """`host` is where this room's engine runs; empty is this machine.

    `audio` is the sound server of the room, as in PULSE_SERVER ("default": the machine's own);
    empty is what PULSE_SERVER says, or none. `duty_phone` is the number of the duty room. With
    no input at any desk for `unattended_after_s` nobody is there: alarms sound at the duty room.
    """

    id: Id
    name: Name = ""
    name_en: Name = ""
    host: str = ""
    port: Port | None = None
    database: str = ""
    data: str = ""
    duty_phone: Name = ""
    audio: Name = ""
    unattended_after_s: Annotated[StrictInt, Field(ge=10, le=86_400)] = 300


class GridPart(Part):
    """Equal cells, row by row. `bezel` is px hidden between neighbours, across and down.

    Each cell is a full screen named in `screens`, or a window of size `window` px, laid out
    from `origin` without gaps.
    """

    columns: Annotated[StrictInt, Field(ge=1, le=64)]
    rows: Annotated[StrictInt, Field(ge=1, le=64)]
    cell: tuple[Px, Px]
    bezel: tuple[Hidden, Hidden] = (0, 0)
    node: Id
    screens: tuple[str, ...] = ()
    window: tuple[Px, Px] | None = None
    origin: tuple[Offset, Offset] = (0, 0)


class WallPart(Part):
    id: Id
    room: Id
    name: Name = ""
    name_en: Name = ""
    canvas: tuple[Side, Side] | None = None
    background: str = ""
    safe_picture: str = ""
    fade_ms: Annotated[StrictInt, Field(ge=0, le=5_000)] = 0
    labels: StrictBool = True
    grid: GridPart | None = None


class OutputPart(Part):
    id: Id
    wall: Id
    node: Id
    rect: Area
    screen: str = ""
    rotation: Literal[0, 90, 180, 270] = 0
    window: Area | None = None
    name: Name = ""
    content: StrictBool = False


class BackupPart(Part):
    """`every` as in 30m, 6h, 1d; `keep` is a number of files beside one for each day."""

    every: Annotated[str, StringConstraints(pattern=r"^[1-9][0-9]{0,4}[mhd]$")] = "6h"
    keep: Annotated[StrictInt, Field(ge=1, le=1000)] = 14
    copy_to: str = ""
