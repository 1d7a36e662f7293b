"""A room to be packed, and what its packing says."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from wallctl.domain.entities import (
    Entity,
    Logo,
    Medium,
    Output,
    Overlay,
    Program,
    Room,
    Scene,
    SceneLayout,
    Source,
    Tile,
    Wall,
)
from wallctl.domain.errors import Refused
from wallctl.domain.geometry import Rect, Size
from wallctl.store import sealing
from wallctl.store.secrets import KeyFileSecrets

REAL_N = sealing.SCRYPT_N
PASSPHRASE = "一个好的口令 42"
PASSWORD = "geheim-4711-密"


def room_of(secrets: KeyFileSecrets, assets: Path | None = None) -> tuple[Entity, ...]:
    tile = Tile("t1", "big", "cam", Rect(0, 0, 640, 360))
    here = assets or Path("/pictures")
    logo, background = str(here / "logo 台标.png"), str(here / "bg.png")
    return (
        Room("hall", "指挥大厅"),
        Wall(
            "big",
            "hall",
            "大屏",
            Size(1920, 1080),
            background=background,
        ),
        Output("o1", "big", "hall-1", Rect(0, 0, 1920, 1080)),
        Source(
            "cam",
            "城东大桥",
            Medium.STREAM,
            "rtsp://admin@10.0.0.5/main",
            secret=secrets.seal(PASSWORD),
        ),
        Source("map", "地图", Medium.IMAGE, str(here / "sub" / "map.png")),
        tile,
        Program("big", (tile,), serial=3),
        Scene("s1", "防汛", layouts=(SceneLayout("big", (tile,)),)),
        Overlay("big", logo=Logo(logo)),
    )


def code(work: Callable[[], object]) -> str:
    """The code of the refusal, which tells no password."""
    with pytest.raises(Refused) as refused:
        work()
    assert PASSWORD not in str(refused.value)
    return refused.value.code
