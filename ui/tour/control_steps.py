"""The page of sequences: a dry run, the start of the day with warm-up, a drill of the power plan,
the mains really lost at the simulated UPS, and the form of a sequence."""

from __future__ import annotations

from PySide6.QtCore import Qt

from ui.desk.control.run_card import RunCard
from ui.desk.pages.control import ControlPage
from ui.tour.device_steps import at_the_device
from ui.tour.walk import CONTROL, Walk, check
from wallctl.domain.control.automation import Schedule
from wallctl.domain.control.power import PowerPhase
from wallctl.domain.control.runs import RunKind, RunState

START_S = 60.0


def _page(walk: Walk) -> ControlPage:
    page = walk.window.drawer.page("control")
    assert isinstance(page, ControlPage)
    return page


def _card(walk: Walk, id: str) -> RunCard:
    return _page(walk).cards[RunKind.SEQUENCE, id]


def _show(walk: Walk, card: RunCard) -> None:
    _page(walk).list.ensureWidgetVisible(card)


async def sequences_page(walk: Walk) -> None:
    walk.key(Qt.Key.Key_F8, CONTROL)
    page = _page(walk)
    await walk.until("Ctrl+F8 opens the sequences", page.isVisible)
    await walk.until("they are listed", lambda: (RunKind.SEQUENCE, "day-start") in page.cards)
    check(page.new.isHidden(), "show mode makes no new one")
    card = _card(walk, "day-end")
    check(card.go.isHidden(), "what switches power off has no plain button")
    check(not card.hold.isHidden(), "it is held")
    await walk.rest()
    walk.desk_shot("control", "流程与自动: 断电的流程须按住")
    start = _card(walk, "day-start")
    start.rehearse.press()
    await walk.until("the dry run is there", lambda: not start.note.isHidden())
    _show(walk, start)
    await walk.rest()
    walk.desk_shot("control-dry-run", "试运行: 逐步写明将改变什么, 没有操作任何设备")


async def start_of_the_day(walk: Walk) -> None:
    card = _card(walk, "day-start")
    card.go.press()
    await walk.until(
        "it warms up", lambda: any("执行中" in line.text for line in card.steps.lines), 10
    )
    _show(walk, card)
    walk.desk_shot("control-running", "开始一天: 第几步, 预热不算完成")
    await walk.until(
        "it is done",
        lambda: any(
            run.target == "day-start" and run.state is RunState.DONE
            for run in walk.window.hub.observed.runs
        ),
        START_S,
    )
    await walk.rest()
    check("已完成 10/10" in card.state.text, card.state.text)
    walk.desk_shot("control-done", "开始一天: 全部回读")


async def power_drill(walk: Walk) -> None:
    page = _page(walk)
    page.list.ensureWidgetVisible(page.power)
    page.power.drill.press()
    await walk.until("the drill runs", lambda: not page.power.drilling.isHidden())
    await walk.rest()
    walk.desk_shot("control-drill", "供电演练: 标明演练, 不操作设备")
    page.power.end.press()
    await walk.until("the drill is over", page.power.drilling.isHidden)


async def mains_lost(walk: Walk) -> None:
    page = _page(walk)
    await at_the_device(walk, "ups", "front-panel", {"key": "mains", "value": False})
    try:
        await walk.until(
            "the plan knows",
            lambda: any(p.phase is PowerPhase.BATTERY for p in walk.window.hub.observed.power),
            20,
        )
        await walk.until("it is an alarm", lambda: "市电中断" in walk.window.alarms.text.text(), 20)
        page.list.ensureWidgetVisible(page.power)
        await walk.rest()
        walk.desk_shot("control-battery", "市电中断: 紧急告警, 剩余分钟, 预案第几阶段")
    finally:
        await at_the_device(walk, "ups", "front-panel", {"key": "mains", "value": True})
    await walk.until(
        "the alarm is over", lambda: "市电中断" not in walk.window.alarms.text.text(), 30
    )


async def sequence_form(walk: Walk) -> None:
    window, page = walk.window, _page(walk)
    window.rights.edit(True)
    page.edit(RunKind.SEQUENCE, "day-start")
    await walk.rest()
    walk.desk_shot("control-form", "流程表单: 组, 设备, 点位, 值")
    page.stack.currentWidget().done.emit()  # type: ignore[union-attr]
    page._edit_automatic(Schedule)
    await walk.rest()
    walk.desk_shot("control-schedule", "定时: 日子, 不执行的日期, 默认不允许自动断电")
    page.form.done.emit()
    page._edit_plan()
    await walk.rest()
    walk.desk_shot("control-plan", "供电预案: 各阶段由时间, 剩余分钟或电量触发")
    page.plan.done.emit()
    window.words.switch("en")
    await walk.rest()
    walk.desk_shot("control-en", "Sequences in English")
    window.words.switch("zh")
    window.rights.edit(False)
    window.drawer.shut()


STEPS = (
    sequences_page,
    start_of_the_day,
    power_drill,
    mains_lost,
    sequence_form,
)
