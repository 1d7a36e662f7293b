"""One's own templates: save, remove."""

from __future__ import annotations

from wallctl.domain.commands import Envelope, TemplateRemove, TemplateSave
from wallctl.domain.deciding.checks import (
    FreshIds,
    check_id,
    check_line,
    check_name,
    invalid,
    the_wall,
)
from wallctl.domain.entities import Template
from wallctl.domain.errors import NotAllowed, NotFound
from wallctl.domain.show import Change, Show, change
from wallctl.domain.templates import is_built_in

MAX_TEMPLATES = 100


def save(show: Show, command: TemplateSave, envelope: Envelope) -> tuple[Change, ...]:
    """The cells keep the order of the tiles' heights: applied to the same tiles, the template
    gives the same layout."""
    wall = the_wall(show, command.wall)
    known = show.all(Template)
    before = known.get(command.id) if command.id else None
    check_name("name", command.name)
    if command.name_en is not None:
        check_line("name_en", command.name_en)
    if command.id:
        check_id("id", command.id)
    if is_built_in(command.id) or is_built_in(command.name):
        key = "id" if is_built_in(command.id) else "name"
        raise invalid(key, "taken", getattr(command, key), name=command.name)
    for other in known.values():
        if other.name == command.name and other.id != command.id:
            raise invalid("name", "taken", command.name, name=other.name)
    if before is None and len(known) >= MAX_TEMPLATES:
        raise invalid("id", "too_many", len(known), limit=MAX_TEMPLATES)
    tiles = show.preview_tiles(wall.id)
    if not tiles:
        raise NotAllowed("empty_preview", key="wall", reason="empty_preview", got=wall.id)
    english = command.name_en
    if english is None:
        english = before.name_en if before is not None else ""
    after = Template(
        command.id or FreshIds(envelope, known).next(),
        command.name,
        wall.canvas,
        tuple(t.rect for t in tiles),
        english,
    )
    return () if after == before else (change(before, after),)


def remove(show: Show, command: TemplateRemove, envelope: Envelope) -> tuple[Change, ...]:
    known = show.get(Template, command.id)
    if known is None:
        raise NotFound(key="id", reason="unknown", got=command.id, entity="template")
    return (change(known, None),)
