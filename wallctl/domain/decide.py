"""decide(): what a command would change. The one place where commands meet their meaning."""

from __future__ import annotations

from typing import assert_never

from wallctl.domain import commands as c
from wallctl.domain.deciding import layouts, overlays, scenes, site, sources, tiles, walls
from wallctl.domain.errors import Conflict, NotAllowed
from wallctl.domain.show import Change, Show


def decide(show: Show, command: c.Command, envelope: c.Envelope) -> tuple[Change, ...]:
    """The changes a command makes; none where all is already as asked.

    Raises Refused (NotFound, NotAllowed, Invalid, Conflict); its fields name the place. Undo and
    redo need the log as well: they are decided by `wallctl.domain.undo`.
    """
    if envelope.expect is not None and envelope.expect != show.revision:
        raise Conflict(key="expect", reason="moved_on", got=envelope.expect, at=show.revision)
    return _decided(show, command, envelope)


def _decided(show: Show, one: c.Command, at: c.Envelope) -> tuple[Change, ...]:
    match one:
        case c.SourceAdd():
            return sources.add(show, one, at)
        case c.SourceUpdate():
            return sources.update(show, one, at)
        case c.SourceRemove():
            return sources.remove(show, one, at)
        case c.SourceImport():
            return sources.bring_in(show, one, at)
        case c.TileAdd():
            return tiles.add(show, one, at)
        case c.TileMove():
            return tiles.move(show, one, at)
        case c.TileUpdate():
            return tiles.update(show, one, at)
        case c.TileRemove():
            return tiles.remove(show, one, at)
        case c.LayoutApply():
            return layouts.apply_layout(show, one, at)
        case c.SceneSave():
            return scenes.save(show, one, at)
        case c.SceneUpdate():
            return scenes.update(show, one, at)
        case c.SceneRecall():
            return scenes.recall(show, one, at)
        case c.SceneRemove():
            return scenes.remove(show, one, at)
        case c.WallTake():
            return walls.take(show, one, at)
        case c.WallRestore():
            return walls.restore(show, one, at)
        case c.WallSafe():
            return walls.safe(show, one, at)
        case c.WallFull():
            return walls.full(show, one, at)
        case c.WallUpdate():
            return walls.update(show, one, at)
        case c.OverlaySet():
            return overlays.set_overlay(show, one, at)
        case c.SiteApply():
            return site.apply_site(show, one, at)
        case c.SiteImport():
            return site.bring_in(show, one, at)
        case c.ProgramConfirm():
            return walls.confirm(show, one, at)
        case c.Undo() | c.Redo():
            raise NotAllowed("needs_log", key="kind", reason="needs_log", got=type(one).__name__)
        case _:
            assert_never(one)
