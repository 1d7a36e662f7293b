"""People at the desk: the first user, signing in, edit mode, the lock, an emergency.

On a small engine of its own: a room that has users once asks everyone to sign in for good, and
the demo is to stay open.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from ui.desk.main import Desk, arguments
from ui.desk.pages.users import UsersPage
from ui.desk.window import DeskWindow
from ui.tour.walk import CONTROL, Walk, check

WORD = "tour-口令-8"
CONTROL_ALT = CONTROL | Qt.KeyboardModifier.AltModifier
SITE = """
[site]
name = "导览"
[[room]]
id = "hall"
name = "指挥大厅"
name_en = "Command hall"
[[wall]]
id = "hall-wall"
room = "hall"
name = "大厅大屏"
name_en = "Hall wall"
[wall.grid]
columns = 3
rows = 2
cell = [1920, 1080]
bezel = [0, 0]
node = "hall-1"
window = [960, 360]
origin = [0, 0]
"""


@asynccontextmanager
async def engine() -> AsyncIterator[str]:
    """A room of its own as a process; gives its address."""
    with tempfile.TemporaryDirectory(prefix="wallctl-tour-") as name, socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
        probe.close()
        site = Path(name) / "site.toml"
        site.write_text(SITE, "utf-8")
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "wallctl.app.main", "serve", str(site)),
            *("--room", "hall", "--data", f"{name}/data", "--port", str(port)),
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
        )
        try:
            yield f"http://127.0.0.1:{port}"
        finally:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()


@asynccontextmanager
async def second_desk(url: str) -> AsyncIterator[DeskWindow]:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    told = ["--engine", url, "--user", "值班员", "--lang", "zh", "--geometry", "1920x1080+0+0"]
    desk = Desk(arguments(told), app)
    living = asyncio.ensure_future(desk.run())
    try:
        desk.window.activateWindow()
        yield desk.window
    finally:
        with contextlib.suppress(Exception):
            await desk.window.hub.room.sign_out()
        living.cancel()
        await asyncio.gather(living, return_exceptions=True)
        desk.window.hide()
        desk.window.deleteLater()


async def people(walk: Walk) -> None:
    """From a room without users to one that asks who is there."""
    async with engine() as url, second_desk(url) as window:
        await walk.until("the second desk is connected", lambda: window.hub.connected, 30)
        await _first_user(walk, window)
        await _signed_in(walk, window)
        await _locked(walk, window)
        await _emergency(walk, window)
    walk.window.activateWindow()


async def _first_user(walk: Walk, window: DeskWindow) -> None:
    check(window.seat.mode.text() == "值守", "a desk starts in show mode")
    walk.key(Qt.Key.Key_E, CONTROL, window)
    await walk.until("edit mode", lambda: window.rights.editing)
    walk.key(Qt.Key.Key_U, CONTROL, window)
    page = _page(window)
    await walk.until("the page of people", page.isVisible)
    walk.type("王工", page.name)
    page.password.setText(WORD)
    await walk.rest()
    walk.album.widget("people-first", "编辑模式: 琥珀色边框; 第一位人员必须是工程师", window)
    walk.click(page.add)
    await walk.until("everyone has to sign in", window.seat.veil.isVisible)


async def _signed_in(walk: Walk, window: DeskWindow) -> None:
    form = window.seat.sheet.form
    await walk.until("the sheet", window.seat.sheet.isVisible)
    await _enter(walk, window, "王工", "wrong")
    await walk.until("the refusal is said", form.told.isVisible)
    walk.album.widget("people-sign-in", "登录: 口令不对时说明; 大屏不受影响", window)
    await walk.rest(0.6)
    await _enter(walk, window, "王工", WORD)
    await walk.until("王工 is here", lambda: "王工" in window.seat.who.text(), 10)
    await walk.until("and sees the room", lambda: window.hub.connected)
    walk.key(Qt.Key.Key_E, CONTROL, window)
    if not window.drawer.name:
        walk.key(Qt.Key.Key_U, CONTROL, window)
    page = _page(window)
    walk.type("小李", page.name)
    page.password.setText(WORD)
    page.role.setCurrentIndex(1)
    await walk.rest(0.6)
    walk.click(page.add)
    await walk.until("小李 is added", lambda: len(page.cards) == 2)
    card = next(c for c in page.cards.values() if c.user.name == "小李")
    walk.click(card.remove)
    await walk.rest(5.5)  # until the sessions are asked for again
    walk.album.widget("people-page", "人员: 角色, 停用, 重设口令, 删除前说明后果; 当前登录", window)
    window.words.switch("en")
    await walk.rest()
    walk.album.widget("people-page-en", "People in English", window)
    window.words.switch("zh")
    window.drawer.shut()


async def _locked(walk: Walk, window: DeskWindow) -> None:
    lock = window.seat.lock
    walk.key(Qt.Key.Key_L, CONTROL_ALT, window)
    await walk.until("the desk is locked", lambda: lock.locked)
    walk.key(Qt.Key.Key_F2, to=window)
    walk.key(Qt.Key.Key_Return, CONTROL, window)
    await walk.rest()
    walk.album.widget("people-locked", "锁定: 回显、告警、时钟可见, 待机画面可用", window)
    lock.form.user.setText("小李")
    lock.form.password.setText(WORD)
    walk.key(Qt.Key.Key_Return, to=lock.form.password)
    await walk.until("the next shift unlocks", lambda: not lock.locked, 10)
    await walk.until("as themselves", lambda: "小李" in window.seat.who.text())
    check(not window.seat.mode.isVisible(), "an operator has no edit mode")
    await walk.until("the desk is there again", lambda: window.hub.connected)
    await walk.rest()
    walk.album.widget("people-operator", "操作员: 没有编辑模式, 没有人员页", window)


async def _emergency(walk: Walk, window: DeskWindow) -> None:
    sheet = window.seat.sheet
    walk.key(Qt.Key.Key_U, CONTROL_ALT, window)
    await walk.until("the sheet", sheet.isVisible)
    walk.click(sheet.leave)
    await walk.until("signed out", window.seat.veil.isVisible, 10)
    sheet.name.setText("老张")
    sheet.reason.setText("值班员突发疾病")
    await walk.rest()
    walk.album.widget("people-emergency", "应急登录: 姓名和原因, 60 分钟, 记录并告警", window)
    walk.click(sheet.emergency)
    await walk.until("by an emergency", lambda: window.hub.me.emergency, 10)
    await walk.until(
        "told as a fault", lambda: window.hub.observed.faults == ("emergency_sign_in",)
    )
    await walk.rest()
    walk.album.widget("people-emergency-in", "应急登录后: 身份带标记, 告警栏提示", window)


async def _enter(walk: Walk, window: DeskWindow, user: str, password: str) -> None:
    form = window.seat.sheet.form
    form.user.setText(user)
    form.password.setText(password)
    walk.key(Qt.Key.Key_Return, to=form.password)


def _page(window: DeskWindow) -> UsersPage:
    page = window.drawer.page("users")
    assert isinstance(page, UsersPage)
    return page


STEPS = (people,)
