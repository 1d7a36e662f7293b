"""What can be asked about one's own templates."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class TemplateSave:
    """Keeps the places of a wall's preview, without their sources, as a template.

    With the `id` of a template it replaces that one, else a fresh one is made.
    """

    name: str
    wall: str
    id: str = ""
    name_en: str | None = None


@dataclass(frozen=True, slots=True)
class TemplateRemove:
    id: str


TemplateCommand = TemplateSave | TemplateRemove

KINDS: dict[str, type[Any]] = {
    "template.save": TemplateSave,
    "template.remove": TemplateRemove,
}
