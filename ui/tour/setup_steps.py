"""Setting up: the wizard with its test card, and what a person sets for this machine."""

from __future__ import annotations

from PySide6.QtCore import Qt

from ui.desk.pages.settings import SettingsPage
from ui.desk.pages.wizard import WizardPage
from ui.desk.wizard.progress import Step, shows_serial
from ui.desk.wizard.seams import SeamsStep
from ui.tour.walk import CONTROL, HALL_WALL, Walk, check


async def wizard(walk: Walk) -> None:
    """The wizard can be opened at any time and says what holds, by what is read back."""
    window = walk.window
    walk.key(Qt.Key.Key_F10, CONTROL, to=window)
    await walk.until("Ctrl+F10 opens the wizard", lambda: window.drawer.name == "wizard")
    page = window.drawer.page("wizard")
    assert isinstance(page, WizardPage)
    for step in Step:
        page.go(step)
        await walk.rest(0.3)
        walk.desk_shot(f"desk-wizard-{step.value}", f"开局向导: {page.title.text()}")
    window.words.switch("en")
    page.go(Step.SCREENS)
    await walk.rest(0.4)
    walk.desk_shot("desk-wizard-en", "The wizard in English")
    window.words.switch("zh")


async def testcard(walk: Walk) -> None:
    """The test card on the glass: circles run across the seams."""
    window = walk.window
    window.drawer.open_page("wizard")
    page = window.drawer.page("wizard")
    assert isinstance(page, WizardPage)
    page.go(Step.SEAMS)
    panel = page.panel
    assert isinstance(panel, SeamsStep)
    panel.card.press()
    await walk.until(
        "the test card is read back",
        lambda: (
            window.hub.show.walls[HALL_WALL].testcard
            and shows_serial(window.hub.show, window.hub.observed, HALL_WALL)
        ),
    )
    await walk.rest(0.5)
    await walk.wall_shot("wall-testcard", "大屏测试图: 网格、跨缝的圆、输出名称、彩条")
    walk.desk_shot("desk-testcard", "开局向导: 测试图已读回")
    await walk.rest(0.6)
    panel.card.press()
    await walk.until("it ends", lambda: not window.hub.show.walls[HALL_WALL].testcard)
    await walk.until("the program is back", walk.all_live)
    window.drawer.shut()
    window.rights.edit(False)


async def settings(walk: Walk) -> None:
    """The page of settings, and the desk with larger writing."""
    window = walk.window
    walk.key(Qt.Key.Key_F10, to=window)
    await walk.until("F10 opens the settings", lambda: window.drawer.name == "settings")
    page = window.drawer.page("settings")
    assert isinstance(page, SettingsPage)
    await walk.rest(0.3)
    walk.desk_shot("desk-settings", "设置: 字号、语言、第二屏、实际尺寸、快捷键")
    page.choose("lock")
    page.field.setFocus()
    walk.key(Qt.Key.Key_Return, CONTROL, to=page.field)
    check("上屏" in page.key_said.text(), "TAKE's key cannot be given away")
    await walk.rest(0.2)
    walk.desk_shot("desk-settings-refused", "上屏的键不能另作他用, 说明原因")
    for factor in (1.3, 1.0):
        window.settings.update(font=factor)
        await walk.until("another size", lambda f=factor: walk.window.scale.factor == f)
        window = walk.window
        await walk.until("the page is back", lambda: walk.window.drawer.name == "settings")
        if factor > 1:
            await walk.until("the echo is back", walk.all_live)
            await walk.rest(1.5)
            walk.desk_shot("desk-large", "字号 130%: 布局随之重排, 没有截断")
    window.drawer.shut()


STEPS = (wizard, testcard, settings)
