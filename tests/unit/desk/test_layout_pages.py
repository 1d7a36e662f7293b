"""Nothing is clipped, laid over another or nameless: every page there is, in both languages, on
three screens, in three sizes of writing. A page is here by its row in PAGES alone."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from PySide6.QtWidgets import QComboBox

import ui.desk
from tests.unit.desk.conftest import Make
from ui.common.lint import findings
from ui.common.settings import FONTS
from ui.common.words import Words
from ui.desk.pages import PAGES
from ui.desk.pages.wizard import WizardPage

# Size in px and px/mm of 14", 24" and 27" screens.
SCREENS = [((1366, 768), 1366 / 310), ((1920, 1080), 1920 / 531.4), ((2560, 1440), 2560 / 597.7)]


@pytest.mark.parametrize("factor", FONTS, ids=["100", "115", "130"])
@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize(("size", "px"), SCREENS, ids=["14in", "24in", "27in"])
def test_desk_and_pages(
    make_desk: Make, size: tuple[int, int], px: float, lang: str, factor: float
) -> None:
    desk = make_desk(size, lang, px, factor=factor)
    window = desk.window
    window.actions_.recall_scene("s3")
    desk.settle()
    window.selection.choose_tile(desk.room.show.preview_tiles("hall")[2].id)
    found: list[str] = []

    def look(at: str) -> None:
        desk.qtbot.wait(10)
        found.extend(f"{at}: {one}" for one in findings(window))

    assert (window.width(), window.height()) == size
    look("desk")
    for row in PAGES:
        window.drawer.open_page(row.name)
        assert window.drawer.name == row.name
        look(row.name)
        page = window.drawer.page(row.name)
        if isinstance(page, WizardPage):
            for step in page.steps:
                page.go(step)
                look(f"{row.name} {step}")
    assert (window.width(), window.height()) == size  # no page makes the window grow
    assert not found, "\n".join(found)


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("factor", FONTS, ids=["100", "115", "130"])
def test_the_second_window(make_desk: Make, lang: str, factor: float) -> None:
    desk = make_desk((1920, 1080), lang, factor=factor)
    second = desk.window.make_second()
    desk.qtbot.addWidget(second)
    second.resize(1920, 1080)
    second.show()
    found: list[str] = []
    for row in PAGES:
        second.open_page(row.name)
        desk.qtbot.wait(10)
        found.extend(f"{row.name}: {one}" for one in findings(second))
    assert not found, "\n".join(found)


def test_every_page_has_its_name_and_its_key(qapp: object) -> None:
    words = {lang: Words("common", "desk", lang=lang) for lang in ("zh", "en")}
    for row in PAGES:
        for one in words.values():
            assert one.has(f"page.{row.name}"), row.name


def test_every_word_that_is_asked_for_is_there_in_both_languages(qapp: object) -> None:
    """Whatever stands as a constant where words are asked for."""
    words = {lang: Words("common", "desk", lang=lang) for lang in ("zh", "en")}
    asked = {
        (path.name, key)
        for path in Path(ui.desk.__file__).parent.rglob("*.py")
        for key in _asked(ast.parse(path.read_text("utf-8")))
    }
    assert len(asked) > 300
    for lang, one in words.items():
        assert not sorted(f"{at}: {key}" for at, key in asked if not one.has(key)), lang


_SAYS = {"words", "_words", "Said", "CommandButton", "button", "field", "hinted", "emit"}


def _asked(tree: ast.Module) -> set[str]:
    """Constants with a dot in them, handed to what says words."""
    found: set[str] = set()
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else ""
        name = node.func.id if isinstance(node.func, ast.Name) else name
        if name in _SAYS:
            for arg in node.args:
                for one in (arg.body, arg.orelse) if isinstance(arg, ast.IfExp) else (arg,):
                    if isinstance(one, ast.Constant) and isinstance(one.value, str):
                        found.add(one.value)
    return {key for key in found if "." in key and key.replace(".", "").replace("_", "").isalnum()}


@pytest.mark.matrix
def test_lists_to_choose_from_are_wide_enough(make_desk: Make) -> None:
    """What the linter cannot see: the widest choice of a box has room in it."""
    desk = make_desk((1366, 768), "en", 1366 / 310, factor=1.3)
    for row in PAGES:
        desk.window.drawer.open_page(row.name)
        desk.qtbot.wait(10)
        page = desk.window.drawer.page(row.name)
        for box in page.findChildren(QComboBox):
            if box.isVisible():
                assert box.width() >= min(box.minimumSizeHint().width(), page.width()), row.name
