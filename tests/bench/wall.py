"""What the wall costs: 16 sub-streams and 4 main streams, against decoding alone and the peers."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from tests.bench import clips, peers
from tests.bench.counters import Strips, watch
from tests.bench.procs import pss_mb, spending
from tests.bench.report import Report
from tests.bench.rig import Cell, Rig, grid, rig, settle
from wallctl.simulators.clips import ClipSpec
from wallctl.simulators.code import CORNER

RUNS = 3
SECONDS = 12.0
SETTLE_S = 6.0
HOW = (
    "core-seconds per second of engine, node and workers (echo 1 fps, desk closed, labels on) by"
    " those of one ffmpeg that receives and decodes the same RTSP feeds, one thread each, in turn"
)


def run(report: Report) -> None:
    clips.ensure()
    _case(report, "sub16", clips.sub_specs(), grid(4, 4))
    _case(report, "main4", clips.main_specs(), grid(2, 2))


def _case(report: Report, name: str, specs: Sequence[ClipSpec], cells: Sequence[Cell]) -> None:
    ratios, floors, ours, fps, drops, pss = [], [], [], [], [], []
    peer_runs: dict[str, list[float]] = {"mpv": [], "gstreamer": []}
    for turn in range(RUNS):
        with rig() as room:
            urls = [room.feeds.add(f"/{s.name}", clips.file_of(s)) for s in specs]
            floor = peers.ffmpeg_floor(urls, SECONDS)
            ids = room.sources([(u, "") for u in urls])
            room.prepare(ids, cells)
            room.take()
            room.wait_live(len(cells))
            settle(SETTLE_S)
            # undisturbed first; then again while the pixels are watched
            with spending(room.pids()) as spent:
                settle(SECONDS)
            shown_fps, dropped = _watch(room, cells)
            pss.append(pss_mb(room.pids()))
            floors.append(floor)
            ours.append(spent.cores)
            ratios.append(spent.cores / floor)
            fps.append(shown_fps)
            drops.append(dropped)
            room.node.kill()
            if turn == 0:
                _peers(peer_runs, urls, cells, room)
    report.add(f"wall.{name}.cpu_ratio", ratios, "x", HOW, "<= 1.8")
    report.add(f"wall.{name}.cores", ours, "cores", "all our processes")
    report.add(f"wall.{name}.fps_min", fps, "fps", "slowest tile, from the pixels", ">= 24.9")
    how = "frames by number that were never on the glass, all tiles, from the pixels"
    report.add(f"wall.{name}.drop_pct", drops, "%", how, "<= 0.2")
    bar = "<= 450" if name == "sub16" else ""
    report.add(f"wall.{name}.pss_mb", pss, "MB", "PSS of engine, node, workers", bar)
    report.peer("ffmpeg decode only", f"wall.{name}.cores", floors)
    for peer, runs in peer_runs.items():
        if runs:
            report.peer(peer, f"wall.{name}.cores", runs)


def _watch(room: Rig, cells: Sequence[Cell]) -> tuple[float, float]:
    """(fps of the slowest tile, per cent of frames that never came to the glass)."""
    shown = watch(Strips(room.display.buffer, cells, CORNER), len(cells), SECONDS)
    missed = total = 0
    for tile in shown:
        loop = max(frame for _, _, frame in tile.frames) + 1
        for (_, _, a), (_, _, b) in pairwise(tile.frames):
            step = (b - a) % loop
            total += step
            missed += step - 1
    return min(tile.fps() for tile in shown), 100.0 * missed / max(1, total)


def _peers(
    runs: dict[str, list[float]], urls: Sequence[str], cells: Sequence[Cell], room: Rig
) -> None:
    here = peers.installed()
    if here["mpv"]:
        runs["mpv"].append(peers.mpv(urls, cells, room.display.name, SECONDS))
    if here["gst-launch-1.0"]:
        runs["gstreamer"].append(peers.gstreamer(urls, cells, room.display.name, SECONDS))
