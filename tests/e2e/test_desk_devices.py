"""The device page on a real engine with a projector that speaks PJLink on a real socket."""

from __future__ import annotations

import asyncio
import json
import signal
import time
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from tests.room import EngineProcess
from ui.common.command_button import State
from ui.common.loop import run
from ui.desk.main import Desk, arguments
from ui.desk.pages.devices import DevicesPage
from ui.desk.sources import paths
from wallctl.domain.devices.entities import Device
from wallctl.simulators.devices.pjlink import PjlinkSimulator

DEADLINE_S = 20.0
WORD = "s3cret-Wort"


class Hall:
    """A desk with its device page open, and a projector."""

    def __init__(self, desk: Desk, projector: PjlinkSimulator) -> None:
        self.desk, self.projector = desk, projector
        self.window = desk.window

    @property
    def page(self) -> DevicesPage:
        page = self.window.drawer.page("devices")
        assert isinstance(page, DevicesPage)
        return page

    async def until(self, what: str, holds: Callable[[], object]) -> None:
        end = time.monotonic() + DEADLINE_S
        while not holds():
            assert time.monotonic() < end, f"waited in vain: {what}; {self.window.log.text}"
            await asyncio.sleep(0.02)

    async def add(self) -> str:
        """The projector through the form, tested before it is saved; its id."""
        page = self.page
        await self.until("the families are there", lambda: page.families.card("pjlink"))
        page.add()
        form = page.form
        assert form.driver is not None
        form.driver.editor.put("pjlink")
        form.driver.changed.emit()
        told = {"host": self.projector.host, "port": self.projector.port, "poll_s": 1}
        for key, value in told.items():
            form.options[key].editor.put(value)
        form.options["password"].editor.setText(WORD)  # type: ignore[union-attr]
        form.own["name"].editor.put("投影机")
        form.own["place"].editor.put("指挥大厅")
        form.test.press()
        await self.until("tested", lambda: "已连接" in form.said.text())
        form.save.press()
        await self.until("saved", lambda: self.window.hub.show.all(Device))
        (device,) = self.window.hub.show.all(Device)
        await self.until("on line", lambda: self.point(device, "power"))
        return device

    def point(self, device: str, key: str):  # type: ignore[no-untyped-def]
        found = [one for one in self.window.hub.observed.devices if one.device == device]
        return found[0].state(key) if found and found[0].availability == "online" else None


Story = Callable[[Hall], Awaitable[None]]


@pytest.fixture
def work(qapp: QApplication, engine: EngineProcess) -> Iterator[Callable[[Story], None]]:
    handlers = {name: signal.getsignal(name) for name in (signal.SIGINT, signal.SIGTERM)}

    def go(story: Story) -> None:
        line = ["--engine", engine.url, "--user", "音控室", "--geometry", "1600x900+0+0"]
        desk = Desk(arguments(line), qapp)
        projector = PjlinkSimulator(WORD, warm_s=2.5)

        async def main() -> int:
            hall = Hall(desk, projector)
            await projector.start()
            living = asyncio.ensure_future(desk.run())
            try:
                await hall.until("the desk is connected", lambda: desk.window.hub.connected)
                desk.window.rights.edit(True)
                desk.window.drawer.open_page("devices")
                await story(hall)
            finally:
                living.cancel()
                await asyncio.gather(living, return_exceptions=True)
                await projector.stop()
            return 0

        try:
            run(qapp, main)
        finally:
            desk.window.hide()
            desk.window.deleteLater()
            qapp.processEvents()

    yield go
    for name, handler in handlers.items():
        signal.signal(name, handler)


def test_a_projector_is_added_switched_on_and_watched(
    work: Callable[[Story], None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paths, "folder", lambda: tmp_path)

    async def story(hall: Hall) -> None:
        device = await hall.add()
        page = hall.page
        page.open_device(device)
        await hall.until("its points", lambda: "power" in page.device.points.rows)
        power = page.device.points.rows["power"]
        on = power.control.buttons[0]  # type: ignore[union-attr]

        on.press()
        await hall.until("warming up", lambda: "预热中" in power.face.shown.verdict)
        assert on.state is State.PENDING, "no tick while it warms up"
        assert hall.projector.state()["power"] == "warming"
        await hall.until("read back", lambda: on.state is State.CONFIRMED)
        assert hall.projector.state()["power"] == "on"
        assert power.face.shown.verdict == "一致"
        assert power.face.shown.wanted_by.startswith("音控室")

        await hall.projector.front_panel("power", "off")
        await hall.until("drift is seen", lambda: power.face.shown.verdict == "已偏离")
        row = page.list.rows.look(device)
        assert row is not None
        assert row.health.value == "drifted"

        page.open_talk(device)
        await hall.until("its words", lambda: "POWR" in page.talk.text.toPlainText())
        page.talk.field.setText("%1LAMP ?")
        page.talk.send.press()
        await hall.until("the real answer", lambda: "LAMP=1200" in page.talk.answer.text())
        assert WORD not in page.talk.text.toPlainText()
        page._home()

        page.device.diagnostics.press()
        await hall.until("a file", lambda: any(tmp_path.glob("*.json")))
        (file,) = tmp_path.glob("*.json")  # noqa: ASYNC240 - a test may wait for a disk
        text = file.read_text("utf-8")
        assert WORD not in text
        assert json.loads(text)["driver"] == "pjlink"

    work(story)


def test_a_projector_without_current_is_offline_and_old(work: Callable[[Story], None]) -> None:
    async def story(hall: Hall) -> None:
        device = await hall.add()
        page = hall.page
        page.open_device(device)
        await hall.until("its points", lambda: "power" in page.device.points.rows)
        await hall.projector.stop()
        await hall.until("offline", lambda: "离线" in page.device.availability.text)
        assert page.device.points.rows["power"].face.shown.old
        await hall.projector.start(port=hall.projector.port)
        page.device.again.press()
        await hall.until("back", lambda: page.device.availability.text.startswith("在线"))
        assert not page.device.points.rows["power"].face.shown.old

    work(story)
