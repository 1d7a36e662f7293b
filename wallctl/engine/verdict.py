"""What the glass says of a program: pure, from the newest reports."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from wallctl.domain.behind import has_glass, shown_now
from wallctl.domain.commands import Result, Step
from wallctl.domain.devices.entities import Desired, desired_id
from wallctl.domain.devices.observed import Verdict as Point
from wallctl.domain.entities import Output, Tile
from wallctl.domain.observed import Picture, Reason, TileReport, WallReport
from wallctl.domain.show import Show
from wallctl.engine.observation import Observation


@dataclass(frozen=True, slots=True)
class Expected:
    """What the glass of one wall shall show."""

    wall: str
    serial: int
    tiles: tuple[Tile, ...]
    safe: bool  # covered on purpose: by the safe picture or the test card
    fade_ms: int = 0  # the glass says nothing of the serial before its fade is over
    devices: tuple[Wanted, ...] = ()  # what devices behind the wall shall show
    left_over: tuple[str, ...] = ()  # tiles that nobody can show
    glass: bool = True  # nodes of ours draw a part of it


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a point of a device behind the wall shall be, by the wish of that time (epoch s).
    `overruled`: somebody has since wished something else of it."""

    device: str
    key: str
    at: float
    overruled: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
    """How far it is. `settled`: waiting longer is not expected to change it."""

    result: Result
    code: str
    steps: tuple[Step, ...]
    settled: bool


def expected(show: Show, wall: str) -> Expected:
    """What a wall shall show now."""
    program = show.program(wall)
    one = show.walls[wall]
    shown = shown_now(show, one)
    devices = []
    for point in shown.switched:
        wish = show.get(Desired, desired_id(point.device, point.key))
        at = wish.at if wish is not None else 0.0
        overruled = wish is None or wish.value != point.value
        devices.append(Wanted(point.device, point.key, at, overruled))
    return Expected(
        wall,
        program.serial,
        tuple(t for t in program.tiles if t.id not in {*shown.tiles, *shown.left_over}),
        one.safe or one.testcard,
        program.fade_ms,
        tuple(devices),
        shown.left_over,
        has_glass(show, one) or not devices,
    )


def judge(show: Show, observed: Observation, wanted: Expected) -> Verdict:
    """What glass and devices say together: done where both do; part where one does not."""
    if show.program(wanted.wall).serial != wanted.serial:
        return Verdict(Result.PART, "superseded", (), True)
    verdicts = [_glass(show, observed, wanted)] if wanted.glass else []
    if wanted.devices:
        verdicts.append(_devices(observed, wanted.devices))
    if wanted.left_over:
        steps = tuple(Step("tile", id, "failed", "no_window") for id in wanted.left_over)
        verdicts.append(Verdict(Result.PART, "no_window", steps, True))
    if len(verdicts) == 1:
        return verdicts[0]
    result, code = merged(verdicts)
    steps = tuple(step for one in verdicts for step in one.steps)
    return Verdict(result, code, steps, all(one.settled for one in verdicts))


def on_glass(show: Show, observed: Observation, wall: str) -> bool:
    """Whether the program of a wall is shown by a mapped window, and by the devices behind the
    wall where it has some: whoever waits for it or not."""
    wanted = expected(show, wall)
    seen = not wanted.glass or any(
        report.serial == wanted.serial and report.mapped
        for (of, _), report in observed.walls.items()
        if of == wall
    )
    return seen and (not wanted.devices or _devices(observed, wanted.devices).result is Result.DONE)


def _devices(observed: Observation, wanted: Iterable[Wanted]) -> Verdict:
    steps: list[Step] = []
    settled = True
    for one in wanted:
        target = f"{one.device}/{one.key}"
        if one.overruled:
            steps.append(Step("device", target, "failed", "overruled"))
            continue
        state = observed.devices.get(one.device)
        point = state.state(one.key) if state is not None else None
        if point is None or point.wished_at < one.at:
            reason = "unknown" if point is None else ""
            steps.append(Step("device", target, "failed" if point is None else "pending", reason))
            settled = settled and point is None
            continue
        said = _SAID.get(point.verdict, "pending")
        steps.append(Step("device", target, said, point.reason))
        settled = settled and (said != "pending" or point.reason == "waits")
    good = all(step.state in ("done", "sent") for step in steps)
    sent = any(step.state == "sent" for step in steps)
    failed = all(step.state == "failed" for step in steps)
    if good:
        return Verdict(Result.DONE, "sent" if sent else "", tuple(steps), settled)
    result = Result.FAILED if failed else Result.PART
    return Verdict(result, "device_not_switched", tuple(steps), settled)


_SAID = {
    Point.IN_SYNC: "done",
    Point.SENT: "sent",
    Point.FAILED: "failed",
    Point.DRIFTED: "failed",
}


def _glass(show: Show, observed: Observation, wanted: Expected) -> Verdict:
    """Done when every output is mapped with the serial and every tile is live, or covered by
    the safe picture where that is on; failed when no node shows the serial; else part."""
    by_node: dict[str, list[Output]] = {}
    for output in show.outputs_of(wanted.wall):
        by_node.setdefault(output.node, []).append(output)
    if not by_node:
        step = Step("wall", wanted.wall, "failed", "no_outputs")
        return Verdict(Result.FAILED, "no_outputs", (step,), True)

    steps: list[Step] = []
    shown: dict[str, WallReport] = {}
    settled = complete = True
    for node, outputs in sorted(by_node.items()):
        report = observed.walls.get((wanted.wall, node))
        if node in observed.lost_nodes:
            steps += [Step("output", o.id, "failed", "node_offline") for o in outputs]
            complete = False
        elif report is None or report.serial != wanted.serial:
            steps += [Step("output", o.id, "failed", "not_shown") for o in outputs]
            settled = complete = False
        else:
            shown[node] = report
            lacking = _lacking(node, outputs, report)
            steps += lacking or [Step("node", node, "done")]
            complete = complete and not lacking
            settled = settled and not any(s.what == "node" for s in lacking)
    if not shown:
        offline = all(node in observed.lost_nodes for node in by_node)
        code = "node_offline" if offline else "not_shown"
        return Verdict(Result.FAILED, code, tuple(steps), settled)

    said = (_tile_step(tile, by_node, shown, wanted.safe) for tile in wanted.tiles)
    tiles = [one for one in said if one is not None]
    good = Picture.SAFE.value if wanted.safe else Picture.LIVE.value
    live = all(step.state == good for step in tiles)
    final = all(step.state in (good, Picture.SLATE.value) for step in tiles)
    result = Result.DONE if complete and live else Result.PART
    code = "" if result is Result.DONE else "not_all_live" if complete else "not_all_shown"
    return Verdict(result, code, (*steps, *tiles), settled and final)


def _lacking(node: str, outputs: list[Output], report: WallReport) -> list[Step]:
    """What is missing on a node that shows the serial. A missing screen does not come by
    waiting, so that only `node` steps are worth a wait."""
    missing = [
        o for o in outputs if o.window is None and o.screen and o.screen in report.missing_screens
    ]
    steps = [Step("output", o.id, "failed", "screen_missing") for o in missing]
    possible = len(outputs) - len(missing)
    if report.outputs < possible:
        steps.append(Step("node", node, "part", "not_painted"))
    elif report.mapped < possible:
        steps.append(Step("node", node, "part", "not_mapped"))
    return steps


def _tile_step(
    tile: Tile, by_node: dict[str, list[Output]], shown: dict[str, WallReport], safe: bool
) -> Step | None:
    """The worst that the nodes which show a part of the tile say of it; None where none does."""
    said: list[TileReport | None] = [
        next((t for t in report.tiles if t.tile == tile.id), None)
        for node, report in shown.items()
        if any(o.rect.intersection(tile.rect) for o in by_node[node])
    ]
    if not said:
        return None
    worst = max(said, key=lambda one: _badness(one, safe))
    if worst is None:
        return Step("tile", tile.id, "missing", "not_reported")
    reason = worst.reason.value
    if safe and worst.picture is not Picture.SAFE:
        reason = reason or "not_covered"
    if not reason and worst.picture in (Picture.HELD, Picture.STALE, Picture.SLATE):
        reason = Reason.UNKNOWN.value
    longest = max(one.ms for one in said if one is not None)
    return Step("tile", tile.id, worst.picture.value, reason, longest)


_ORDER: tuple[Picture, ...] = (
    Picture.LIVE,
    Picture.SAFE,
    Picture.HELD,
    Picture.STALE,
    Picture.SLATE,
    Picture.WARM,
    Picture.OPENING,
)


def _badness(report: TileReport | None, safe: bool) -> int:
    if report is None:
        return len(_ORDER) + 1
    if safe:
        return 0 if report.picture is Picture.SAFE else 1 + _ORDER.index(report.picture)
    return _ORDER.index(report.picture)


def merged(verdicts: Iterable[Verdict]) -> tuple[Result, str]:
    """One result for several walls, with the first code that is not of a done one."""
    found = list(verdicts)
    results = {one.result for one in found}
    code = next((one.code for one in found if one.code), "")
    if len(results) == 1:
        return results.pop(), code
    return Result.PART, code
