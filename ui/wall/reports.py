"""What the node tells the engine about its glass, its feeds and itself."""

from __future__ import annotations

import time

from ui.wall.outputs import Outputs
from ui.wall.scene import WallScene
from ui.wall.views import TileView
from wallctl.domain.observed import Picture, Reason, TileReport, WallReport


def wall_report(scene: WallScene, outputs: Outputs) -> WallReport:
    """The wall as it is on this node's glass now: only what was flushed to a mapped window."""
    plan = scene.plan
    now_ns = time.monotonic_ns()
    covered = plan.safe or plan.testcard
    tiles = [
        _tile(view, now_ns, safe=covered)
        for view in scene.views.values()
        if view.items or covered or _meant_here(view, scene)
    ]
    return WallReport(
        wall=plan.wall,
        serial=max(0, scene.serial),
        at=time.time(),
        outputs=len(plan.outputs),
        mapped=outputs.mapped(plan.wall),
        skew_ms=round(scene.skew_ms, 3),
        tiles=tuple(tiles),
        missing_screens=outputs.missing(plan.wall),
    )


def _meant_here(view: TileView, scene: WallScene) -> bool:
    rect = view.tile.rect
    return any(o.rect.intersection(rect) is not None for o in scene.plan.outputs)


def _tile(view: TileView, now_ns: int, *, safe: bool) -> TileReport:
    tile = view.tile
    if safe:
        return TileReport(tile.id, tile.source, Picture.SAFE)
    if not any(stage.exposed() for stage, _ in view.items):
        # Nothing of it is on any glass, whatever its feed does.
        return TileReport(tile.id, tile.source, Picture.OPENING, Reason.NONE)
    age = (now_ns - view.shown_ns) / 1e6 if view.shown_ns else 0.0
    stream = view.shown_key.stream if view.shown_key else ""
    return TileReport(
        tile.id,
        tile.source,
        view.shown,
        view.shown_reason,
        stream,
        round(max(0.0, age), 1),
        round(view.first_ms, 1),
    )
