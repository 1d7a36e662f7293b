"""The device page by hand and by keys: done is what the device says, nothing by accident."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from tests.unit.desk.devices.conftest import Seat, Site
from tests.unit.timers import elapse
from ui.common.command_button import State
from ui.desk.devices.controls import Buttons, Chosen, Number
from ui.desk.devices.hold import HoldKeyButton
from ui.desk.devices.learn import Basket
from ui.desk.pages.devices import DevicesPage
from ui.desk.sources import paths
from wallctl.domain import commands as c
from wallctl.domain.devices.entities import Desired, Device
from wallctl.domain.devices.observed import Availability, Exchange, Verdict
from wallctl.domain.devices.points import Policy
from wallctl.wire.desk import Me
from wallctl.wire.devices import (
    Diagnostics,
    Exchanges,
    diagnostics_path,
    exchanges_path,
)

Key = Qt.Key


@pytest.fixture
def page(seat: Seat, site: Site) -> DevicesPage:
    made: DevicesPage = seat.page(DevicesPage)
    seat.settle()
    return made


def row(page: DevicesPage, device: str, key: str):  # type: ignore[no-untyped-def]
    page.open_device(device)
    QApplication.processEvents()
    return page.device.points.rows[key]


def answer(result: c.Result, state: str, reason: str = "", code: str = "") -> c.Answer:
    steps = (c.Step("device", "x/y", state, reason, 100.0),)
    return c.Answer(result, 1, code or reason, "", (), steps)


def devices_asked(seat: Seat) -> list[object]:
    return [one for one in seat.room.asked if type(one).__name__.startswith("Device")]


# -- what is shown ----------------------------------------------------------------------------


def test_desired_and_observed_stand_side_by_side_with_who_and_when(page: DevicesPage) -> None:
    told = row(page, "pj1", "input").face.shown
    assert (told.wanted, told.seen) == ("输入 2", "输入 3")
    assert told.wanted_by.startswith("李四")
    assert told.seen_by.startswith("设备侧")
    assert told.verdict == "已偏离"


def test_warming_is_under_way_and_no_fault(page: DevicesPage) -> None:
    told = row(page, "pj3", "power").face.shown
    assert (told.wanted, told.seen, told.verdict) == ("开机", "预热中", "执行中 · 预热中")


def test_what_has_no_read_back_is_sent_never_in_sync(page: DevicesPage) -> None:
    told = row(page, "lt", "blind").face.shown
    assert (told.seen, told.verdict) == ("无回读", "已发送·未回读")


def test_old_values_are_hatched_with_their_age_and_mark_no_button(
    seat: Seat, page: DevicesPage, site: Site
) -> None:
    told = row(page, "old", "dim").face.shown
    assert told.old
    assert told.seen_by.endswith("秒前的值")
    lost = row(page, "pj2", "mute.video")
    assert lost.face.shown.old
    assert not any(button.isChecked() for button in lost.control.buttons)
    assert any(button.isChecked() for button in row(page, "pj1", "mute.video").control.buttons)


def test_the_engine_away_everything_is_old(seat: Seat, page: DevicesPage) -> None:
    fresh = row(page, "pj1", "power")
    assert not fresh.face.shown.old
    seat.room.lose()
    seat.settle()
    assert fresh.face.shown.old


def test_availability_is_said_with_reason_and_since(page: DevicesPage, site: Site) -> None:
    page.open_device("pj2")
    assert "离线 · 无法连接 · 自" in page.device.availability.text
    page.open_device("new")
    assert page.device.availability.text.startswith("连接中")
    page.open_device("off")
    assert page.device.availability.text.startswith("未接入")
    page.open_device("pj1")
    assert page.device.availability.text.startswith("在线")
    assert "版本 1.2" in page.device.model.text()


def test_a_row_is_drawn_anew_only_when_its_point_changed(
    seat: Seat, page: DevicesPage, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = row(page, "pj1", "power")
    drawn: list[str] = []
    for key, other in page.device.points.rows.items():
        monkeypatch.setattr(other.face, "update", lambda k=key: drawn.append(k))
    site.point("pj1", "hours.lamp.1", value=1205)
    site.tell()
    seat.settle()
    assert drawn == ["hours.lamp.1"]
    assert page.device.points.rows["power"] is one


def test_many_points_come_in_pages_the_wrong_ones_first(page: DevicesPage) -> None:
    page.open_device("mx")
    box = page.device.points
    assert next(iter(box.rows)) == "route.12"
    assert len(box.rows) == 16
    box.after.press()
    assert "route.12" not in box.rows
    box.find.setText("输出 33")
    assert list(box.rows) == ["route.33"]


def test_controls_follow_the_capability(page: DevicesPage) -> None:
    assert isinstance(row(page, "pj1", "power").control, Buttons)
    assert isinstance(row(page, "pj1", "input").control, Chosen)
    assert isinstance(row(page, "lt", "climate").control, Number)
    assert row(page, "pj1", "hours.lamp.1").control is None


# -- setting ----------------------------------------------------------------------------------


async def test_confirmed_only_once_it_is_read_back(
    seat: Seat, page: DevicesPage, site: Site
) -> None:
    seat.room.device = answer(c.Result.PART, "pending", code="pending")
    one = row(page, "pj1", "mute.video")
    button = one.control.buttons[0]
    button.press()
    assert button.state is State.PENDING
    await seat.done()
    assert seat.room.asked[-1] == c.DeviceSet("pj1", "mute.video", True)
    assert button.state is State.PENDING, "taken, not read back"
    site.point("pj1", "mute.video", value=True, verdict=Verdict.IN_SYNC)
    site.tell()
    seat.settle()
    assert button.state is State.CONFIRMED
    site.point("pj1", "mute.video", value=False, verdict=Verdict.DRIFTED)
    site.tell()
    seat.settle()
    assert button.state is State.IDLE, "no tick for what is not so any more"


async def test_a_wish_that_fails_later_fails_on_its_button(
    seat: Seat, page: DevicesPage, site: Site
) -> None:
    seat.room.device = answer(c.Result.PART, "pending", "warming")
    one = row(page, "pj1", "power")
    button = one.control.buttons[1]
    button.press()
    await seat.done()
    assert button.state is State.PENDING
    site.point("pj1", "power", verdict=Verdict.FAILED, reason="not_taken")
    site.tell()
    seat.settle()
    assert button.state is State.FAILED
    assert "未按要求动作" in one.said.text()


async def test_what_was_said_of_an_older_wish_confirms_no_newer_one(
    seat: Seat, page: DevicesPage, site: Site
) -> None:
    seat.room.device = answer(c.Result.PART, "pending", "warming")
    one = row(page, "pj1", "power")
    assert one.face.shown.verdict == "一致"
    button = one.control.buttons[1]
    button.press()
    await seat.done()
    site.states["pj1"] = replace(site.states["pj1"], detail="a report of before the wish")
    site.tell()
    seat.settle()
    assert button.state is State.PENDING
    assert one.face.shown.verdict == "执行中"


async def test_a_wish_of_a_lost_device_waits_and_says_so(
    seat: Seat, page: DevicesPage, site: Site
) -> None:
    seat.room.device = answer(c.Result.PART, "pending", "waits")
    button = row(page, "pj2", "mute.video").control.buttons[0]
    button.press()
    await seat.done()
    assert button.state is State.PART
    assert "等待设备上线" in button.accessibleName()


async def test_without_read_back_it_is_sent(seat: Seat, page: DevicesPage) -> None:
    seat.room.device = answer(c.Result.DONE, "sent", code="sent")
    one = row(page, "lt", "blind")
    one.control.line.setText("60")
    one.control.go.press()
    await seat.done()
    assert seat.room.asked[-1] == c.DeviceSet("lt", "blind", 60)
    assert one.control.go.state is State.SENT


async def test_somebody_elses_wish_ends_the_wait(seat: Seat, page: DevicesPage, site: Site) -> None:
    seat.room.device = answer(c.Result.PART, "pending", "warming")
    button = row(page, "pj1", "power").control.buttons[1]
    button.press()
    await seat.done()
    seat.room.device = None
    seat.room.do(c.DeviceSet("pj1", "power", "on"), by="李四")
    site.tell()
    seat.settle()
    assert button.state is State.IDLE


async def test_the_same_press_again_is_dropped_and_shown(seat: Seat, page: DevicesPage) -> None:
    seat.room.device = answer(c.Result.PART, "pending", "warming")
    button = row(page, "pj1", "power").control.buttons[1]
    button.press()
    await seat.done()
    before = len(devices_asked(seat))
    button.press()
    assert len(devices_asked(seat)) == before
    assert button.note() == "已忽略重复操作"


@pytest.mark.parametrize(
    ("typed", "value"), [("23.5", 23.5), ("24", 24), ("２４", 24), ("21，5", 21.5)]
)
async def test_numbers_as_people_type_them(
    seat: Seat, page: DevicesPage, typed: str, value: float
) -> None:
    one = row(page, "lt", "climate")
    one.control.line.setFocus()
    one.control.line.setText(typed)
    QTest.keyClick(one.control.line, Key.Key_Return)
    await seat.done()
    assert seat.room.asked[-1] == c.DeviceSet("lt", "climate", value)


@pytest.mark.parametrize("typed", ["99", "warm", "", "nan"])
async def test_a_wrong_number_asks_nothing_and_says_why(
    seat: Seat, page: DevicesPage, typed: str
) -> None:
    one = row(page, "lt", "climate")
    one.control.line.setText(typed)
    one.control.go.press()
    await seat.done()
    assert not devices_asked(seat)
    assert one.said.text().startswith("▲")
    assert not one.said.isHidden()


async def test_up_and_down_go_by_the_step_within_bounds(seat: Seat, page: DevicesPage) -> None:
    line = row(page, "lt", "climate").control.line
    line.setFocus()
    line.setText("29.8")
    QTest.keyClick(line, Key.Key_Up)
    QTest.keyClick(line, Key.Key_Up)
    assert line.text() == "30"
    QTest.keyClick(line, Key.Key_Down)
    assert line.text() == "29.5"


async def test_what_is_typed_is_not_overwritten_by_a_report(
    seat: Seat, page: DevicesPage, site: Site
) -> None:
    line = row(page, "lt", "dim").control.line
    line.setFocus()
    QTest.keyClicks(line, "5")
    typed = line.text()
    site.point("lt", "dim", value=33)
    site.tell()
    seat.settle()
    assert line.text() == typed


async def test_release_and_release_all(seat: Seat, page: DevicesPage) -> None:
    one = row(page, "pj1", "input")
    one.release.press()
    await seat.done()
    assert seat.room.asked[-1] == c.DeviceRelease("pj1", "input")
    assert "pj1/input" not in seat.room.show.all(Desired)
    assert one.release.isHidden()
    assert not row(page, "pj1", "power").release.isHidden()


async def test_trying_again_is_asked_and_no_tick(seat: Seat, page: DevicesPage) -> None:
    page.open_device("pj2")
    seat.room.device = answer(c.Result.DONE, "asked")
    page.device.again.press()
    await seat.done()
    assert seat.room.asked[-1] == c.DeviceAgain("pj2")
    assert page.device.again.state is State.SENT
    assert "已开始重试" in page.device.again.accessibleName()


# -- what is dangerous ------------------------------------------------------------------------


async def test_dangerous_is_held_names_its_consequence_and_confirms(
    seat: Seat, page: DevicesPage
) -> None:
    one = row(page, "seq", "outlet.2")
    on, off = one.control.buttons
    assert isinstance(off, HoldKeyButton)
    assert not on.isVisible(), "it is on already"
    assert "断电" in off.text()
    assert "电源时序器 第 2 路" in off.text()
    assert off.text().endswith("指挥大厅")
    off.setFocus()
    QTest.keyPress(off, Key.Key_Space)
    assert off.holding
    QTest.keyRelease(off, Key.Key_Space)
    assert not devices_asked(seat), "let go too early"
    QTest.keyPress(off, Key.Key_Return)
    elapse(off, 1500)
    QTest.keyRelease(off, Key.Key_Return)
    await seat.done()
    assert seat.room.asked[-1] == c.DeviceSet("seq", "outlet.2", False, confirm=True)


async def test_a_click_on_what_is_dangerous_does_nothing(seat: Seat, page: DevicesPage) -> None:
    off = row(page, "seq", "outlet.2").control.buttons[1]
    QTest.mouseClick(off, Qt.MouseButton.LeftButton)
    await seat.done()
    assert not devices_asked(seat)


async def test_acts_are_sent_never_confirmed(seat: Seat, page: DevicesPage) -> None:
    page.open_device("pj1")
    restart, recall, ding = page.device.points.acts
    seat.room.device = answer(c.Result.DONE, "sent", code="sent")
    ding.button.press()
    await seat.done()
    assert seat.room.asked[-1] == c.DeviceAct("pj1", "ding")
    assert ding.button.state is State.SENT
    recall.control.line.setText("7")
    recall.button.press()
    await seat.done()
    assert seat.room.asked[-1] == c.DeviceAct("pj1", "recall", value=7)
    assert isinstance(restart.button, HoldKeyButton)
    restart.button.begin()
    elapse(restart.button, 1500)
    await seat.done()
    assert seat.room.asked[-1] == c.DeviceAct("pj1", "restart", confirm=True)


async def test_a_second_enter_on_a_device_sets_nothing(seat: Seat, page: DevicesPage) -> None:
    page.list.list.choose("pj1")
    page.list.list.setFocus()
    QTest.keyClick(page.list.list, Key.Key_Return)
    assert page.device.isVisible()
    QTest.keyClick(QApplication.focusWidget(), Key.Key_Return)
    await seat.done()
    assert not devices_asked(seat)


# -- rights -----------------------------------------------------------------------------------


def test_show_mode_configures_nothing(seat: Seat, page: DevicesPage) -> None:
    page.open_device("pj1")
    assert not page.device.edit.isHidden()
    page.edit(seat.hub.show.all(Device)["pj1"])
    seat.rights.edit(False)
    assert page.stack.currentWidget() is page.both
    for button in (page.device.edit, page.device.remove, page.list.add):
        assert button.isHidden()
    assert not page.device.points.rows["power"].control.isHidden()
    page.open_talk("pj1")
    assert page.talk.typed.isHidden()


def test_a_viewer_sets_nothing(seat: Seat, page: DevicesPage) -> None:
    page.open_device("pj1")
    seat.room.become(Me(user="v", name="看", role="viewer", signed_in=True))
    seat.qtbot.waitUntil(lambda: seat.hub.me == seat.room.me)
    assert page.device.points.rows["power"].control.isHidden()
    assert page.device.points.rows["power"].release.isHidden()
    assert page.device.again.isHidden()
    assert all(act.isHidden() for act in page.device.points.acts)


def test_what_is_only_looked_at_has_no_control(seat: Seat, page: DevicesPage, site: Site) -> None:
    known = seat.room.show.all(Device)["pj1"]
    seat.room.put(replace(known, policies=(("power", Policy.OBSERVE),)))
    seat.settle()
    assert row(page, "pj1", "power").control is None


# -- the other views --------------------------------------------------------------------------


async def test_the_last_words_are_shown_and_a_line_can_be_tried(
    seat: Seat, page: DevicesPage
) -> None:
    page.families.load()
    await seat.done()
    seat.room.pages[exchanges_path("pj1")] = Exchanges(
        exchanges=(Exchange(time.time(), "%1POWR ?", "%1POWR=1", 12.4),)
    )
    page.open_talk("pj1")
    await seat.done()
    assert "→ %1POWR ?" in page.talk.text.toPlainText()
    assert "12 ms" in page.talk.text.toPlainText()
    seat.room.pages[exchanges_path("pj1")] = Exchanges(
        exchanges=(Exchange(time.time(), "%1INPT ?", "%1INPT=31", 9.0),)
    )
    elapse(page.talk, 2000)
    await seat.done()
    assert "%1INPT=31" in page.talk.text.toPlainText()
    seat.room.device = c.Answer(c.Result.DONE, 1, "", "", (("got", "%1LAMP=9"),))
    page.talk.field.setText("%1LAMP ?")
    QTest.keyClick(page.talk.field, Key.Key_Return)
    await seat.done()
    assert c.DeviceSay("pj1", "%1LAMP ?") in seat.room.asked
    assert page.talk.answer.text() == "%1LAMP=9\n25 31 4C 41 4D 50 3D 39"
    QTest.keyClick(page.talk, Key.Key_Escape)
    assert page.stack.currentWidget() is page.both


async def test_a_device_without_lines_cannot_be_said_anything(
    seat: Seat, page: DevicesPage
) -> None:
    page.families.load()
    await seat.done()
    page.open_talk("seq")
    assert page.talk.typed.isHidden()


async def test_diagnostics_go_into_a_file_and_hold_no_secret(
    seat: Seat, page: DevicesPage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paths, "folder", lambda: tmp_path)
    told = Diagnostics(
        version="1", at=1.0, driver="projector", makers="E", options={"host": "h"}, state=None
    )
    seat.room.pages[diagnostics_path("pj1")] = told
    page.open_device("pj1")
    page.device.diagnostics.press()
    await seat.done()
    (file,) = sorted(tmp_path.glob("*"))  # noqa: ASYNC240 - a test may wait for a disk
    assert Diagnostics.model_validate_json(file.read_bytes()) == told
    assert str(file) in page.device.said.text()


async def test_diagnostics_of_an_engine_that_is_away_say_so(seat: Seat, page: DevicesPage) -> None:
    page.open_device("pj1")
    page.device.diagnostics.press()
    await seat.done()
    assert page.device.diagnostics.state is State.FAILED


def test_what_is_learned_is_handed_over_as_it_is_ticked(seat: Seat, page: DevicesPage) -> None:
    page.list.list.choose("pj1", "pj2")
    page.open_learn(("pj1", "seq", "pj2"))
    assert "投影机 2" in page.learn.said.text()
    page.learn.hand.press()
    sets = Basket.of(seat.hub).take()
    assert c.DeviceSet("pj1", "power", "on") in sets
    assert not [one for one in sets if one.device == "seq"], "dangerous ones are not ticked"
    last = page.learn.list.item(page.learn.list.count() - 1)
    last.setCheckState(Qt.CheckState.Checked)
    elapse(page.learn.hand, 600)
    page.learn.hand.press()
    assert c.DeviceSet("seq", "outlet.4", True, confirm=True) in Basket.of(seat.hub).take()
    assert Basket.of(seat.hub).take() == ()


async def test_removing_says_what_goes_and_the_way_back_has_the_focus(
    seat: Seat, page: DevicesPage
) -> None:
    page.open_device("pj1")
    page.device.remove.press()
    strip = page.device.asking
    assert "2 个目标" in strip.said.text()
    assert strip.keep.hasFocus()
    assert "指挥大厅" in strip.remove.text()
    strip.remove.press()
    await seat.done()
    assert seat.room.asked[-1] == c.DeviceRemove("pj1")
    assert "pj1" not in seat.room.show.all(Device)
    assert page.device.nothing.isVisible()


async def test_a_removal_that_is_refused_says_why(seat: Seat, page: DevicesPage) -> None:
    page.open_device("pj1")
    page.device.remove.press()
    seat.room.connected = True

    async def send(kind: str, args: object, **_: object) -> c.Answer:
        return c.Answer(
            c.Result.REFUSED, 1, "in_use", "", (("reason", "in_use"), ("by", "日常值守"))
        )

    seat.room.send = send  # type: ignore[method-assign]  # as when a scene uses it
    page.device.asking.remove.press()
    await seat.done()
    assert "日常值守" in page.device.asking.said.text()
    assert page.device.asking.isVisible()


# -- keys -------------------------------------------------------------------------------------


def test_folds_search_and_devices_by_keyboard(seat: Seat, page: DevicesPage) -> None:
    found = page.list.list
    page.list.find.setFocus()
    QTest.keyClicks(page.list.find, "w")
    page.list.find.clear()
    elapse(page.list, 60)
    QTest.keyClick(page.list.find, Key.Key_Down)
    assert found.hasFocus()
    rows = page.list.rows
    fold = rows.row_of("well:指挥大厅\n")
    found.setCurrentIndex(rows.index(fold))
    QTest.keyClick(found, Key.Key_Right)
    assert rows.row_of("w3") >= 0
    assert found.currentIndex().row() == rows.row_of("well:指挥大厅\n")
    QTest.keyClick(found, Key.Key_Left)
    assert rows.row_of("w3") < 0
    QTest.keyClick(found, Key.Key_Return)
    assert rows.row_of("w3") >= 0
    found.choose("w3")
    QTest.keyClick(found, Key.Key_Return)
    assert page.device.title.text() == "灯组 4"
    assert not page.list.isVisible()
    QTest.keyClick(QApplication.focusWidget(), Key.Key_Escape)
    assert page.list.isVisible()
    assert found.hasFocus()


def test_what_is_chosen_stays_in_sight_when_it_is_well_again(
    seat: Seat, page: DevicesPage, site: Site
) -> None:
    page.list.list.choose("pj2")
    site.states["pj2"] = replace(site.states["pj2"], availability=Availability.ONLINE)
    site.point("pj2", "power", verdict=Verdict.IN_SYNC)
    for one in site.states["pj2"].states:
        site.point("pj2", one.key, stale=False)
    site.tell()
    seat.settle()
    assert page.list.list.devices() == ("pj2",)
    assert page.list.rows.row_of("pj2") >= 0


def test_wide_the_device_follows_the_list(seat: Seat, site: Site) -> None:
    page: DevicesPage = seat.page(DevicesPage, (1800, 900))
    page.list.list.choose("pj3")
    elapse(page, 120)
    assert page.list.isVisible()
    assert page.device.isVisible()
    assert page.device.title.text() == "投影机 3"
    assert not page.device.back.isVisible()


def test_wide_a_device_that_folds_away_stays_in_sight(seat: Seat, site: Site) -> None:
    page: DevicesPage = seat.page(DevicesPage, (1800, 900))
    page.open_device("w3")
    elapse(page, 120)
    site.states["pj2"] = replace(site.states["pj2"], availability=Availability.ONLINE)
    site.tell()
    seat.settle()
    elapse(page, 120)
    assert page.device.title.text() == "灯组 4"


async def test_an_answer_after_its_button_is_gone_harms_nobody(
    seat: Seat, page: DevicesPage, site: Site
) -> None:
    reports: list[object] = []
    seat.actions.reported.connect(reports.append)
    button = row(page, "pj1", "power").control.buttons[1]
    button.press()
    page.open_device("lt")
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    await seat.done()
    assert len(reports) == 1


def test_a_report_of_all_things_anew_keeps_the_rows(
    seat: Seat, page: DevicesPage, site: Site
) -> None:
    one = row(page, "pj1", "power")
    known = seat.room.show.all(Device)["pj1"]
    seat.room.put(replace(known, note="x"))
    seat.room.put(replace(known))
    seat.settle()
    assert page.device.points.rows["power"] is one
