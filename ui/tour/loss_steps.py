"""What happens when a process dies: the engine, the node. The wall goes on, the desk says so."""

from __future__ import annotations

import os
import signal
from urllib.parse import urlsplit

import psutil

from ui.tour.walk import Walk, check


async def engine_lost(walk: Walk) -> None:
    window = walk.window
    revision = walk.hall.show.revision
    _kill(_listening(walk.hall.url))
    await walk.until("the banner says that the engine is away", window.banner.isVisible, 6)
    await walk.rest(0.5)
    walk.desk_shot("desk-engine-lost", "控制引擎失联: 横幅, 操作被禁用")
    await walk.until("the desk is connected again", lambda: window.hub.connected, 40)
    await walk.until("the banner is gone", lambda: not window.banner.isVisible(), 10)
    await walk.until("the node is back", walk.all_live, 40)
    check(walk.hall.show.revision >= revision, "nothing that was acknowledged is lost")
    await walk.rest(1.0)
    walk.desk_shot("desk-engine-back", "引擎自动恢复后的值守台")


async def node_lost(walk: Walk) -> None:
    _kill(_node("hall-1", walk.hall.url))
    await walk.until(
        "the desk knows that the node is lost",
        lambda: "hall-1" in walk.window.hub.observed.lost_nodes,
        8,
    )
    await walk.rest(1.0)
    walk.desk_shot("desk-node-lost", "渲染节点失联: 回显标为停滞")
    await walk.until("the wall restores itself", walk.all_live, 60)
    await walk.rest(1.0)
    await walk.wall_shot("wall-node-back", "渲染节点重启后大屏自动恢复")


def _kill(pid: int) -> None:
    os.kill(pid, getattr(signal, "SIGKILL", signal.SIGTERM))


def _listening(url: str) -> int:
    """The process that listens at the port of this address."""
    port = urlsplit(url).port
    for one in psutil.net_connections("tcp"):
        if one.status == psutil.CONN_LISTEN and one.laddr.port == port and one.pid:
            return one.pid
    raise AssertionError(f"nothing listens on {port}")


def _node(name: str, engine: str) -> int:
    """The wall node of this engine: another demo on this machine may have one by the same name."""
    for one in psutil.process_iter(["cmdline"]):
        line = one.info["cmdline"] or []
        if "ui.wall" in line and name in line and engine in line:
            return one.pid
    raise AssertionError(f"there is no wall node {name}")


STEPS = (engine_lost, node_lost)
