"""What a node needs to draw its walls, from the show."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from wallctl.domain.address import passwords_of, put_back
from wallctl.domain.behind import can_be_opened, shown_now
from wallctl.domain.entities import Source, Wall, stale_after_s
from wallctl.domain.plan import FeedSpec, NodePlan, WallPlan
from wallctl.domain.show import Show

OpenSecret = Callable[[str], str]
"""From a sealed secret to its clear text; empty where it cannot be opened. Never raises."""


def nodes_of(show: Show) -> frozenset[str]:
    """The nodes the room's outputs are on."""
    return frozenset(output.node for output in show.outputs.values())


def walls_of(show: Show, node: str) -> tuple[Wall, ...]:
    """The walls that a node draws a part of, in the order of their ids."""
    ids = {output.wall for output in show.outputs.values() if output.node == node}
    return tuple(show.walls[id] for id in sorted(ids) if id in show.walls)


def plan_of(
    show: Show, node: str, open_secret: OpenSecret, preview_revisions: Mapping[str, int]
) -> NodePlan:
    """A node's whole plan. `preview_revisions` says per wall when its preview last changed."""
    walls = [wall_plan(show, w, node, preview_revisions.get(w.id, 0)) for w in walls_of(show, node)]
    return NodePlan(node, show.revision, tuple(walls), feeds_of(show, walls, open_secret))


def wall_plan(show: Show, wall: Wall, node: str, preview_revision: int) -> WallPlan:
    """One wall as a node shows it: that node's outputs, all tiles but those that devices behind
    the wall show, each patrol at its start."""
    program = show.program(wall.id)
    by_devices = shown_now(show, wall).tiles
    outputs = [o for o in show.outputs_of(wall.id) if o.node == node]
    return WallPlan(
        wall=wall.id,
        canvas=wall.canvas,
        outputs=tuple(sorted(outputs, key=lambda o: (o.rect.y, o.rect.x, o.id))),
        serial=program.serial,
        program=tuple(t for t in program.tiles if t.id not in by_devices),
        preview=show.preview_tiles(wall.id),
        preview_revision=preview_revision,
        fade_ms=program.fade_ms,
        labels=wall.labels,
        visit=wall.visit,
        safe=wall.safe,
        testcard=wall.testcard,
        background=wall.background,
        safe_picture=wall.safe_picture,
        overlay=show.overlay(wall.id),
        name=wall.name,
    )


def feeds_of(
    show: Show, walls: Iterable[WallPlan], open_secret: OpenSecret
) -> tuple[FeedSpec, ...]:
    """The feeds these walls need: program, preview, what is opened ahead, and the backups of all.
    A source that is not there, or only plugged into a device, has no feed; the node says so on
    its tile."""
    wanted: dict[str, Source] = {}
    for wall in walls:
        for tile in (*wall.program, *wall.preview, *wall.ahead):
            source = show.sources.get(tile.source)
            if source is None:
                continue
            if can_be_opened(source):
                wanted[source.id] = source
            backup = show.sources.get(source.backup)
            if backup is not None and can_be_opened(backup):
                wanted[backup.id] = backup
    return tuple(feed_of(wanted[id], open_secret) for id in sorted(wanted))


def feed_of(source: Source, open_secret: OpenSecret) -> FeedSpec:
    """How a node opens a source; the passwords are back in the addresses."""
    main, sub = source.main, source.sub
    if source.secret:
        of_main, of_sub = passwords_of(open_secret(source.secret))
        main, sub = put_back(main, of_main), put_back(sub, of_sub)
    return FeedSpec(
        source=source.id,
        name=source.name,
        medium=source.medium,
        main=main,
        sub=sub,
        name_en=source.name_en,
        place=source.place,
        player=source.player,
        options=source.options,
        stale_s=stale_after_s(source.carrier),
        backup=source.backup,
    )
