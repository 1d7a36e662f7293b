"""No clipped words, no overlaps: both languages, three screens, every panel and sheet."""

import pytest

from tests.unit.desk.conftest import Make
from ui.common.lint import findings

# Size in px and px/mm of 14", 24" and 27" screens.
SCREENS = [((1366, 768), 1366 / 310), ((1920, 1080), 1920 / 531.4), ((2560, 1440), 2560 / 597.7)]


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize(("size", "px"), SCREENS, ids=["14in", "24in", "27in"])
def test_nothing_is_clipped(make_desk: Make, size: tuple[int, int], px: float, lang: str) -> None:
    desk = make_desk(size, lang, px)
    window = desk.window
    assert (window.width(), window.height()) == size
    desk.window.actions_.recall_scene("s3")
    desk.settle()
    window.selection.choose_tile(desk.room.show.preview_tiles("hall")[2].id)
    found: list[str] = []

    def look(at: str) -> None:
        desk.qtbot.wait(20)
        found.extend(f"{at}: {one}" for one in findings(window))

    panels = (window.sources, window.scenes, window.tile, window.wall)
    for panel in panels if window.arrangement.narrow else panels[:1]:
        window.arrangement.show_panel(panel)
        look(type(panel).__name__)
    window.centre.take.button.press()
    desk.settle()
    look("taken")
    for name in ("save", "keys", "help"):
        window.sheets.toggle(name)
        look(name)
        window.sheets.toggle(name)
    desk.room.lose()
    desk.settle()
    desk.pass_time(2)
    assert window.banner.isVisible()
    look("lost")
    assert found == []


@pytest.mark.parametrize(("size", "px"), SCREENS, ids=["14in", "24in", "27in"])
def test_preview_and_program_take_the_middle(
    make_desk: Make, size: tuple[int, int], px: float
) -> None:
    """At least 40 % of the screen, with the area that a wall of this shape leaves."""
    desk = make_desk(size, "zh", px)
    centre = desk.window.centre
    assert centre.width() * centre.height() >= 0.4 * size[0] * size[1]
    assert centre.preview.isVisible()
    assert centre.program.isVisible()
    assert abs(centre.preview.height() - centre.program.height()) <= 8


def test_language_switch_keeps_the_places(make_desk: Make) -> None:
    desk = make_desk()
    before = desk.window.centre.preview.geometry()
    desk.window.switch_language()
    desk.qtbot.wait(20)
    assert desk.window.centre.preview.geometry() == before
    assert findings(desk.window) == []
