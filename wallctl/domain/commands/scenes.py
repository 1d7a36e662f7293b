"""What can be asked about scenes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from wallctl.domain.control.steps import ControlStep, OnFailure


@dataclass(frozen=True, slots=True)
class SceneSave:
    """Saves the preview of the named walls (all walls if none is named) as a scene."""

    name: str
    id: str = ""
    name_en: str | None = None
    number: int | None = None
    category: str | None = None
    walls: tuple[str, ...] = ()
    note: str | None = None


@dataclass(frozen=True, slots=True)
class SceneUpdate:
    """Changes what a scene is called, its key, its lock and its steps; its layouts stay."""

    id: str
    name: str | None = None
    name_en: str | None = None
    number: int | None = None
    category: str | None = None
    note: str | None = None
    locked: bool | None = None
    sensitive: bool | None = None
    steps: tuple[ControlStep, ...] | None = None
    on_failure: OnFailure | None = None


@dataclass(frozen=True, slots=True)
class SceneRecall:
    """Brings a scene to preview; `live` also takes it, on the walls it has a layout for."""

    id: str
    live: bool = False


@dataclass(frozen=True, slots=True)
class SceneRemove:
    id: str


@dataclass(frozen=True, slots=True)
class SceneRevert:
    """Brings back a former version's layouts, name and note, as a new version."""

    id: str
    version: int


SceneCommand = SceneSave | SceneUpdate | SceneRecall | SceneRemove | SceneRevert

KINDS: dict[str, type[Any]] = {
    "scene.save": SceneSave,
    "scene.update": SceneUpdate,
    "scene.recall": SceneRecall,
    "scene.remove": SceneRemove,
    "scene.revert": SceneRevert,
}
