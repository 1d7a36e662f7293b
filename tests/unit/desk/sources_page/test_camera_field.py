"""The device that moves a source's camera is chosen from those that can."""

from __future__ import annotations

import pytest

from tests.unit.desk.sources_page.conftest import Make, Seat
from ui.desk.pages.sources import SourcesPage
from ui.desk.sources.form import Purpose
from wallctl.domain import commands as c
from wallctl.domain.devices.entities import Device
from wallctl.domain.devices.families import FamilyCard
from wallctl.domain.devices.observed import Availability, DeviceState
from wallctl.domain.devices.points import Capability, Point, Text
from wallctl.domain.devices.ptz import ACTS
from wallctl.domain.entities import Medium, Source
from wallctl.wire.devices import DRIVERS_PATH, Drivers

WORDS = Text("族", "Family")
CARDS = tuple(
    FamilyCard(name, WORDS, "maker", "manual", (Capability.PTZ,), (), acts)
    for name, acts in (("visca", ACTS), ("gb28181", ACTS), ("artnet", ()))
)
GATE = Point("camera.0001", Capability.SENSOR, Text("大门", "Gate"), settable=False)
FILLED = Source("dome", "球机", Medium.STREAM, "rtsp://10.0.0.3/1", camera="ptz")


def furnish(seat: Seat, *more: Source) -> SourcesPage:
    seat.room.pages[DRIVERS_PATH] = Drivers(families=CARDS)
    for one in (
        Device("ptz", "会议室云台", "visca", name_en="Room camera"),
        Device("gb", "视频平台", "gb28181", name_en="Platform"),
        Device("lamp", "灯", "artnet"),
        *more,
    ):
        seat.room.put(one)
    seat.room.observe(devices=(DeviceState("gb", Availability.ONLINE, points=(GATE,)),))
    seat.hub.moved()
    seat.settle()
    page: SourcesPage = seat.page(SourcesPage)
    return page


def offered(page: SourcesPage) -> list[tuple[str, str]]:
    field = page.form.editors["camera"]
    return [(field.itemData(n), field.itemText(n)) for n in range(field.count())]


async def edit(seat: Seat, page: SourcesPage) -> None:
    page.form.open_for(Purpose.EDIT, seat.room.show.sources["dome"])
    page.stack.setCurrentWidget(page.form)
    await seat.done()


async def test_a_camera_is_chosen_and_taken_away(seat: Seat) -> None:
    page = furnish(seat, FILLED)
    await edit(seat, page)
    assert offered(page) == [
        ("", "无云台"),
        ("ptz", "会议室云台"),
        ("gb/camera.0001", "视频平台 · 大门"),
    ]
    field = page.form.editors["camera"]
    assert field.value() == "ptz"
    for code in ("gb/camera.0001", ""):
        field.setCurrentIndex(field.findData(code))
        field.activated.emit(field.currentIndex())
        page.form.save.fired.emit()
        await seat.done()
        assert seat.room.asked[-1] == c.SourceUpdate("dome", camera=code)
        assert seat.room.show.sources["dome"].camera == code
        await edit(seat, page)


async def test_where_nothing_moves_nothing_is_asked(seat: Seat) -> None:
    seat.room.pages[DRIVERS_PATH] = Drivers(families=CARDS)
    seat.room.put(Source("dome", "球机", Medium.STREAM, "rtsp://10.0.0.3/1"))
    seat.room.put(Device("lamp", "灯", "artnet"))
    seat.hub.moved()
    seat.settle()
    page = seat.page(SourcesPage)
    await edit(seat, page)
    assert page.form.editors["camera"].isHidden()


@pytest.mark.parametrize("lang", ["zh", "en"])
async def test_the_row_is_said_whole(make_seat: Make, lang: str) -> None:
    seat = make_seat(lang)
    page = furnish(seat, FILLED)
    await edit(seat, page)
    field, label = page.form.editors["camera"], page.form._labels["camera"]
    assert not field.isHidden()
    assert label.text() == ("云台设备" if lang == "zh" else "PTZ device")
    assert label.width() >= label.sizeHint().width()
