"""The page of sequences: what runs, how it went, and forms that send what stands in them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from tests.unit.desk.control.conftest import STEPS, Seat
from tests.unit.timers import elapse
from ui.desk.control.run_card import RunCard
from ui.desk.pages.control import ControlPage
from wallctl.domain import commands as c
from wallctl.domain.commands import DeviceSet
from wallctl.domain.control.automation import Schedule, Trigger
from wallctl.domain.control.power import PowerPhase, PowerPlan, PowerState
from wallctl.domain.control.runs import RunKind, RunState
from wallctl.domain.control.steps import Sequence


@pytest.fixture
def page(control: Seat) -> ControlPage:
    made: ControlPage = control.page(ControlPage)
    made.families._cards = {one.name: one for one in made.families.cards}
    control.settle()
    made._refresh()
    return made


def card(page: ControlPage, id: str, kind: RunKind = RunKind.SEQUENCE) -> RunCard:
    return page.cards[kind, id]


def asked(seat: Seat) -> object:
    return seat.room.asked[-1]


def test_a_run_says_how_far_it_is_and_which_step_failed(control: Seat, page: ControlPage) -> None:
    one = card(page, "start")
    assert "7/8" in one.state.text
    assert "部分完成" in one.state.text
    texts = [line.text for line in one.steps.lines]
    assert texts[0].startswith("1  电源时序器 · 第 1 路 → ")
    assert "失败" in texts[3]
    assert "（可选）" in texts[3]
    assert "跳过" in texts[5]
    assert not one.resume.isHidden()


def test_a_finished_run_is_one_line(control: Seat, page: ControlPage) -> None:
    (run,) = control.room.observed.runs
    steps = tuple(replace(s, state="done") for s in run.steps)  # type: ignore[arg-type]
    control.room.observe(runs=(replace(run, state=RunState.DONE, steps=steps),))
    control.settle()
    page._refresh()
    assert card(page, "start").steps.isHidden()


def test_run_stop_and_go_on_ask_for_just_that(control: Seat, page: ControlPage) -> None:
    card(page, "start").go.press()
    assert asked(control) == c.SequenceRun("start")
    card(page, "start").resume.press()
    assert asked(control) == c.RunResume("r1")
    (run,) = control.room.observed.runs
    control.room.observe(runs=(replace(run, state=RunState.RUNNING),))
    control.settle()
    page._refresh()
    one = card(page, "start")
    assert one.go.isHidden()
    one.stop.press()
    assert asked(control) == c.RunStop("r1")


def test_what_switches_power_off_is_held_and_says_so(control: Seat, page: ControlPage) -> None:
    one = card(page, "end")
    assert one.go.isHidden()
    assert "指挥大厅" in one.hold.text()
    one.hold.begin()
    one.hold.cancel()
    assert not any(isinstance(x, c.SequenceRun) for x in control.room.asked), "let go too soon"
    one.hold.begin()
    elapse(one.hold, 1600)
    assert asked(control) == c.SequenceRun("end")


def test_a_dry_run_shows_what_would_be(control: Seat, page: ControlPage) -> None:
    steps = tuple(c.Step(s.do.value, "x", "change", "False → True") for s in STEPS)
    one = card(page, "start")
    one._was_rehearsed(c.Answer(c.Result.DONE, 1, "rehearsed", "", (), steps))
    assert "将改变 · 断电 → 通电" in one.steps.lines[0].text
    assert not one.note.isHidden()


def test_show_mode_can_run_and_change_nothing(control: Seat, page: ControlPage) -> None:
    control.rights.edit(False)
    page._refresh()
    one = card(page, "start")
    assert not one.go.isHidden()
    for button in (one.edit, one.remove, page.new, page.automatic.schedule, page.power.on):
        assert button.isHidden()
    assert not page.power.drill.isHidden()


def test_the_editor_gives_back_what_it_was_given(control: Seat, page: ControlPage) -> None:
    page.edit(RunKind.SEQUENCE, "start")
    assert tuple(row.step() for row in page.editor.rows[:6]) == STEPS[:6]
    assert page.editor.rows[7].step() == STEPS[7]


def test_a_new_sequence_is_saved_with_its_steps(control: Seat, page: ControlPage) -> None:
    page.edit(RunKind.SEQUENCE, "")
    page.editor.name.setText("夜间")
    page.editor.basket.put((DeviceSet("lt", "dim", 10),))
    page.editor.learned.press()
    page.editor.save.press()
    saved = asked(control)
    assert isinstance(saved, c.SequenceSave)
    assert saved.name == "夜间"
    assert [(s.device, s.key, s.value) for s in saved.steps] == [("lt", "dim", 10)]
    assert page.stack.currentWidget() is page.list


def test_a_sequence_wants_a_name(control: Seat, page: ControlPage) -> None:
    page.edit(RunKind.SEQUENCE, "")
    page.editor.save.press()
    assert not any(isinstance(x, c.SequenceSave) for x in control.room.asked)
    assert "名称" in page.editor.told.text()


def test_a_step_that_is_refused_is_named(control: Seat, page: ControlPage) -> None:
    page.edit(RunKind.SEQUENCE, "start")
    fields = (("key", "steps[1].seconds"), ("reason", "range"))
    page.editor._saved(c.Answer(c.Result.REFUSED, 1, "invalid", "", fields))
    assert "第 2 步" in page.editor.told.text()


def test_a_schedule_from_the_form(control: Seat, page: ControlPage) -> None:
    page._edit_automatic(Schedule)
    form = page.form
    form.name.setText("早上")
    form.target.setCurrentIndex(form.target.findData("sequence:start"))
    form.at.setText("07:30")
    form.days[5].setChecked(False)
    form.days[6].setChecked(False)
    form.skip.setText("2026-10-01，2026-10-02")
    form.save.press()
    saved = asked(control)
    assert isinstance(saved, c.ScheduleSave)
    assert saved.schedule == Schedule(
        "",
        "早上",
        RunKind.SEQUENCE,
        "start",
        "07:30",
        (0, 1, 2, 3, 4),
        ("2026-10-01", "2026-10-02"),
    )


@pytest.mark.parametrize("id", ["t1", "t2"])
def test_a_trigger_comes_back_as_it_was(control: Seat, page: ControlPage, id: str) -> None:
    one = control.hub.show.all(Trigger)[id]
    page._edit_automatic(one)
    page.form.save.press()
    saved = asked(control)
    assert isinstance(saved, c.TriggerSave)
    assert saved.trigger == one


def test_automations_say_when_next_and_why_not(control: Seat, page: ControlPage) -> None:
    rows = page.automatic.rows
    assert "工作日 → 开始一天" in rows["s1"].what.text()
    assert "下次" in rows["s1"].state.text()
    assert "未执行：不允许自动断电" in rows["s2"].state.text()
    assert "条件成立" in rows["t1"].state.text()
    rows["s2"].switch.press()
    saved = asked(control)
    assert isinstance(saved, c.ScheduleSave)
    assert saved.schedule.enabled


def test_the_plan_says_its_stages_and_is_rehearsed(control: Seat, page: ControlPage) -> None:
    view = page.power
    assert "停电 120 秒 或 剩余 ≤20 分钟 → 结束一天" in view.stages.text()
    assert "未启用" in view.enabled.text()
    view.drill.press()
    assert asked(control) == c.PowerDrill(on=True)
    control.room.observe(power=(PowerState("hall", PowerPhase.BATTERY, 1.0, 2, drill=True),))
    control.settle()
    page._refresh()
    assert "第 2/3 阶段" in view.state.text
    assert "演练中" in view.drilling.text
    view.end.press()
    assert asked(control) == c.PowerDrill(on=False)


def test_the_plan_comes_back_from_its_form(control: Seat, page: ControlPage) -> None:
    page._edit_plan()
    page.plan.save.press()
    saved = asked(control)
    assert isinstance(saved, c.PowerPlanSave)
    (held,) = control.hub.show.all(PowerPlan).values()
    assert replace(saved.plan, id=held.id) == held


def test_english_says_everything_in_english(control: Seat, page: ControlPage) -> None:
    control.words.switch("en")
    QApplication.processEvents()
    page._refresh()
    assert card(page, "start").title.text().startswith("Start of the day")
    assert "Part 7/8" in card(page, "start").state.text


def test_esc_leads_back_to_the_list(control: Seat, page: ControlPage) -> None:
    page.edit(RunKind.SEQUENCE, "start")
    QTest.keyClick(page, Qt.Key.Key_Escape)
    assert page.stack.currentWidget() is page.list


def test_what_is_gone_is_gone_from_the_page(control: Seat, page: ControlPage) -> None:
    control.room.do(c.SequenceRemove("empty"))
    control.settle()
    page._refresh()
    assert (RunKind.SEQUENCE, "empty") not in page.cards
    assert "empty" not in control.hub.show.all(Sequence)
