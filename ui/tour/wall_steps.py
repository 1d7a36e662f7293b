"""What the wall itself can do: overlays, labels, visit mode, safe picture, faults of sources."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Callable

from ui.tour.walk import CONSULT_WALL, HALL_WALL, Walk, check
from wallctl.domain.commands import Result
from wallctl.domain.observed import Picture, Reason
from wallctl.simulators.feed_server import FeedServer

FAULTY, NOWHERE = "tour-stalled", "tour-nowhere"


async def overlays(walk: Walk) -> None:
    notice = {"text": "【通知】10:30 召开防汛视频会商，请各组就位", "on": True, "height": 160}
    await walk.ask("overlay.set", {"wall": HALL_WALL, "notice": notice})
    await walk.ask(
        "overlay.set", {"wall": HALL_WALL, "banner": {"text": "防汛防台应急指挥", "on": True}}
    )
    canvas = walk.hall.show.walls[HALL_WALL].canvas
    rect = {"x": canvas.w - 760, "y": 200, "w": 720, "h": 180}
    await walk.ask("overlay.set", {"wall": HALL_WALL, "clock": {"on": True, "rect": rect}})
    await walk.rest(3.0)
    first = await walk.wall_shot("wall-overlays", "叠加层: 滚动字幕, 横幅, 时钟")
    await walk.ask("scene.recall", {"id": "fxft", "live": True})
    await walk.until("the scene is live", walk.all_live, 30)
    second = await walk.wall_shot("wall-overlays-kept", "换场景后叠加层保持")
    strip = first.height() * 120 // canvas.h // 2
    for x in (2, first.width() // 2, first.width() - 3):
        a, b = first.pixelColor(x, strip // 4), second.pixelColor(x, strip // 4)
        check(a == b, f"the banner stays through a take at {x}: {a.name()} {b.name()}")
    for part in ("notice", "banner", "clock"):
        await walk.ask("overlay.set", {"wall": HALL_WALL, part: {"on": False}})


async def labels(walk: Walk) -> None:
    await walk.ask("wall.update", {"wall": HALL_WALL, "labels": False})
    await walk.rest(1.0)
    await walk.wall_shot("wall-no-labels", "标签关闭")
    await walk.ask("wall.update", {"wall": HALL_WALL, "labels": True})


async def fade(walk: Walk) -> None:
    await walk.ask("scene.recall", {"id": "slfh"})
    await walk.ask("wall.take", {"wall": HALL_WALL, "fade_ms": 600})
    await walk.until("the fade ends live", walk.all_live, 30)


async def full_wall(walk: Walk) -> None:
    before = walk.hall.show.program(HALL_WALL).tiles
    tile = next(t for t in before if t.source in ("lw02", "ywt", "uav1", "lw05"))
    await walk.ask("wall.full", {"wall": HALL_WALL, "tile": tile.id})
    await walk.until("one tile is on the full wall", walk.all_live)
    await walk.rest(1.2)
    await walk.wall_shot("wall-full", "单窗全屏")
    walk.desk_shot("desk-full", "单窗全屏时的值守台")
    await walk.ask("wall.full", {"wall": HALL_WALL, "tile": tile.id})
    await walk.until("and back", walk.all_live)
    check(walk.hall.show.program(HALL_WALL).tiles == before, "the same layout as before")


async def safe(walk: Walk) -> None:
    safe_button = walk.window.centre.safe
    await walk.hold(safe_button, 0.5)
    check(not walk.hall.show.walls[HALL_WALL].safe, "a short press does nothing")
    await walk.hold(safe_button, 1.8)
    await walk.until("the hold brings the safe picture", _is_safe(walk))
    await walk.rest(1.5)
    await walk.wall_shot("wall-safe", "待机画面")
    walk.desk_shot("desk-safe", "待机画面时的值守台")
    await walk.ask("wall.safe", {"wall": HALL_WALL, "on": False})
    await walk.until("the program is back", walk.all_live, 30)


def _is_safe(walk: Walk) -> Callable[[], bool]:
    return lambda: (
        walk.hall.show.walls[HALL_WALL].safe
        and all(p is Picture.SAFE for p in walk.pictures().values())
    )


async def identify(walk: Walk) -> None:
    await walk.ask("wall.identify", {"wall": HALL_WALL, "seconds": 6})
    await walk.rest(1.0)
    await walk.wall_shot("wall-identify", "输出编号")
    await walk.rest(6.0)


async def faults(walk: Walk) -> None:
    """A source that stalls and one that is not there: stale, slate, visit mode, back again."""
    server = await asyncio.to_thread(FeedServer)
    try:
        main = await asyncio.to_thread(server.add, "/tour", "card-07.sub")
        await _add(walk, FAULTY, "布控球 09 · 琅琊", main)
        await _add(walk, NOWHERE, "单兵 21 · 箬阳", "rtsp://127.0.0.1:9/none")
        await _lay(walk, ("lw02", FAULTY, NOWHERE, "sq"))
        answer = await walk.ask("wall.take", {"wall": HALL_WALL}, allow=(Result.PART,))
        told = [s for s in answer.steps if s.state not in ("done", "live")]
        check(told, "the answer names the tile that is not live")
        await walk.until("the good sources are live", lambda: walk.shown(FAULTY) is Picture.LIVE)
        await walk.rest(1.0)
        walk.desk_shot("desk-part", "部分完成: 逐个窗口说明原因")
        await asyncio.to_thread(server.stall, "/tour")
        await walk.until("stalled is stale", lambda: walk.shown(FAULTY) is Picture.STALE, 15)
        await walk.rest(2.5)
        await walk.wall_shot("wall-stale", "画面停滞: 标明停在何时; 无信号占位图说明原因")
        walk.desk_shot("desk-stale", "值守台: 停滞与无信号")
        await walk.ask("wall.update", {"wall": HALL_WALL, "visit": True})
        await walk.rest(1.5)
        await walk.wall_shot("wall-visit", "观摩模式: 大屏上没有故障文字")
        await walk.ask("wall.update", {"wall": HALL_WALL, "visit": False})
        await walk.until("then the slate", lambda: walk.shown(FAULTY) is Picture.SLATE, 25)
        await walk.rest(0.8)
        await walk.wall_shot("wall-slate", "无信号占位图: 名称, 原因, 自何时起")
        await asyncio.to_thread(server.resume, "/tour")
        await walk.until("back by itself", lambda: walk.shown(FAULTY) is Picture.LIVE, 15)
        probe = await walk.ask("source.test", {"id": FAULTY})
        check(probe.steps, "the test says what the source gives")
        probe = await walk.ask("source.test", {"id": NOWHERE}, allow=(Result.FAILED,))
        said = probe.code + "".join(s.reason for s in probe.steps)
        check(Reason.REFUSED in said or Reason.UNREACHABLE in said, f"why it fails: {probe}")
        await walk.ask("scene.recall", {"id": "rczs", "live": True})
        await walk.until("the daily watch again", walk.all_live, 30)
    finally:
        await asyncio.to_thread(server.close)
    for source in (FAULTY, NOWHERE):
        await walk.ask("source.remove", {"id": source})


async def _add(walk: Walk, id: str, name: str, main: str) -> None:
    source = {"id": id, "name": name, "medium": "stream", "main": main, "kind": "ball"}
    await walk.ask("source.add", {"source": source})


async def _lay(walk: Walk, sources: tuple[str, ...]) -> None:
    """A layout of these sources in a near-square grid over the wall."""
    canvas = walk.hall.show.walls[HALL_WALL].canvas
    columns = math.ceil(math.sqrt(len(sources)))
    rows = math.ceil(len(sources) / columns)
    w, h = canvas.w // columns, canvas.h // rows
    tiles = [
        {
            "id": f"tour-{n}",
            "wall": HALL_WALL,
            "source": source,
            "rect": {"x": n % columns * w, "y": n // columns * h, "w": w, "h": h},
            "z": n,
        }
        for n, source in enumerate(sources)
    ]
    await walk.ask("layout.apply", {"wall": HALL_WALL, "tiles": tiles})


async def documents(walk: Walk) -> None:
    """What is no camera: PDF, images, text, clock, colour bars, pages."""
    await _lay(walk, ("bg1", "ya1", "pm1", "wz1", "sz1", "ct1", "hx", "zb", "qx"))
    await walk.ask("wall.take", {"wall": HALL_WALL}, allow=(Result.DONE, Result.PART))
    await walk.until("documents and pages are live", walk.all_live, 40)
    await walk.rest(1.5)
    await walk.wall_shot("wall-documents", "文档, 图片, 文字, 时钟, 彩条与业务网页")
    await walk.ask("scene.recall", {"id": "rczs", "live": True}, allow=(Result.DONE, Result.PART))
    await walk.until("the daily watch again", walk.all_live, 30)


async def consult(walk: Walk) -> None:
    """The consultation room has an engine and a wall of its own."""
    for scene in ("sphs", "fxft"):
        if scene not in walk.consult.show.scenes:
            continue
        await walk.ask(
            "scene.recall", {"id": scene, "live": True}, walk.consult, (Result.DONE, Result.PART)
        )
        await walk.until(
            "the consultation room's wall is live",
            lambda: walk.all_live(walk.consult, CONSULT_WALL),
            30,
        )
        await walk.rest(1.0)
        name = walk.consult.show.scenes[scene].name
        await walk.wall_shot(f"consult-{scene}", f"会商室大屏: {name}", walk.consult, CONSULT_WALL)
    check(walk.all_live(), "the hall's wall was not touched")


STEPS = (
    overlays,
    labels,
    fade,
    full_wall,
    safe,
    identify,
    faults,
    documents,
    consult,
)
