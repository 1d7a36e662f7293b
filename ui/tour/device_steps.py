"""The device page: a projector switched on and confirmed by its read-back, turned at its front
panel, without an answer and back; its words, its form, and its state learned."""

from __future__ import annotations

from typing import Any

import aiohttp
from PySide6.QtCore import Qt

from ui.common.command_button import State
from ui.desk.devices.learn import Basket
from ui.desk.pages.devices import DevicesPage
from ui.tour.walk import CONTROL, Walk, check
from wallctl.domain.devices.entities import Device

PROJECTOR = "proj-left"
SLOW_S = 40.0


def _page(walk: Walk) -> DevicesPage:
    page = walk.window.drawer.page("devices")
    assert isinstance(page, DevicesPage)
    return page


async def at_the_device(walk: Walk, device: str, what: str, body: dict[str, Any]) -> None:
    """Somebody stands before the simulated device: `what` is "faults" or "front-panel"."""
    options = dict(walk.hall.show.all(Device)[PROJECTOR].options)
    port = int(options["port"]) - 1  # the page of all of them lies before the first
    url = f"http://127.0.0.1:{port}/devices/{device}/{what}"
    async with (
        aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=10)) as session,
        session.post(url, json=body) as answer,
    ):
        check(answer.status == 200, f"{url} answered {answer.status}")


async def devices_by_place(walk: Walk) -> None:
    window = walk.window
    window.rights.edit(True)
    walk.key(Qt.Key.Key_F7, CONTROL)
    page = _page(walk)
    await walk.until("Ctrl+F7 opens the devices", page.isVisible)
    await walk.until("they are listed", lambda: page.list.rows.counts()[1] > 5)
    await walk.until(
        "the projector is on line",
        lambda: (look := page.list.rows.look(PROJECTOR)) is not None and look.model,
        SLOW_S,
    )
    await walk.rest()
    walk.desk_shot("devices", "设备: 按房间和机柜, 只展开异常的")


async def device_switched_on(walk: Walk) -> None:
    page = _page(walk)
    page.open_device(PROJECTOR)
    await walk.until("its points", lambda: "power" in page.device.points.rows)
    power = page.device.points.rows["power"]
    check(power.control is not None, "power can be set")
    on = power.control.buttons[0]  # type: ignore[union-attr]
    on.press()
    await walk.until("warming up", lambda: "预热中" in power.face.shown.verdict)
    check(on.state is State.PENDING, "no tick while it warms up")
    walk.desk_shot("device-warming", "投影机: 目标与回读并排, 预热中不算完成")
    await walk.until("read back", lambda: on.state is State.CONFIRMED, SLOW_S)
    walk.desk_shot("device-on", "投影机: 回读为开机后才确认")
    await at_the_device(walk, PROJECTOR, "front-panel", {"key": "power", "value": "off"})
    await walk.until("drift is seen", lambda: power.face.shown.verdict == "已偏离", SLOW_S)
    await walk.rest()
    walk.desk_shot("device-drifted", "有人在设备上关机: 已偏离, 不与人争")
    power.release.press()
    await walk.until("nothing is wanted of it", lambda: not power.face.shown.wanted)


async def device_words_and_form(walk: Walk) -> None:
    page = _page(walk)
    page.open_talk(PROJECTOR)
    await walk.until("its words", lambda: "POWR" in page.talk.text.toPlainText())
    page.talk.field.setText("%1LAMP ?")
    page.talk.send.press()
    await walk.until("the real answer", lambda: "LAMP=" in page.talk.answer.text())
    walk.desk_shot("device-words", "通信记录与测试指令: 真实应答, 文字和十六进制")
    page.edit(walk.window.hub.show.all(Device)[PROJECTOR])
    page.form.test.press()
    await walk.until("tested", lambda: "已连接" in page.form.said.text(), SLOW_S)
    walk.desk_shot("device-form", "设备表单: 由驱动声明画出, 密码不显示, 保存前测试")
    page._home()
    page.open_learn((PROJECTOR, "sequencer"))
    await walk.rest()
    walk.desk_shot("device-learn", "取当前状态: 危险的默认不勾选")
    page.learn.hand.press()
    check(Basket.of(walk.window.hub).take(), "something is handed over")
    page._home()


async def device_lost_and_back(walk: Walk) -> None:
    page = _page(walk)
    page.open_device(PROJECTOR)
    await at_the_device(walk, PROJECTOR, "faults", {"silence": True})
    try:
        await walk.until("it is offline", lambda: "离线" in page.device.availability.text, SLOW_S)
        check(page.device.points.rows["power"].face.shown.old, "its values are old")
        await walk.rest()
        walk.desk_shot("device-offline", "设备不应答: 离线, 旧值打斜纹并写明多久以前")
    finally:
        await at_the_device(walk, PROJECTOR, "faults", {"silence": False})
    page.device.again.press()
    await walk.until(
        "it is back", lambda: page.device.availability.text.startswith("在线"), 2 * SLOW_S
    )
    walk.window.drawer.shut()
    walk.window.rights.edit(False)


STEPS = (devices_by_place, device_switched_on, device_words_and_form, device_lost_and_back)
