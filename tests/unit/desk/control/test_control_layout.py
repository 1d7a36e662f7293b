"""Nothing of the page is clipped, laid over another or nameless; and pictures of it for eyes."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.unit.desk.conftest import Desk, Make
from tests.unit.desk.control.conftest import furnish
from tests.unit.desk.devices.conftest import CARDS, Site, fill
from tests.unit.desk.test_layout_pages import SCREENS
from ui.common.lint import findings
from ui.common.settings import FONTS
from ui.desk.families import Families
from ui.desk.pages.control import ControlPage
from wallctl.domain.control.automation import Schedule, Trigger
from wallctl.domain.control.runs import RunKind

PICTURES = os.environ.get("WALLCTL_PICTURES", "")


def filled(desk: Desk) -> ControlPage:
    fill(Site(desk.room))
    furnish(desk.room)
    desk.settle()
    families = Families.of(desk.hub, desk.window.kit.spawn)
    families._cards = {one.name: one for one in CARDS}
    desk.window.drawer.open_page("control")
    page = desk.window.drawer.page("control")
    assert isinstance(page, ControlPage)
    return page


def views(page: ControlPage) -> Iterator[tuple[str, Callable[[], None]]]:
    show = page.kit.hub.show
    yield "list", page._home
    yield "low", lambda: page.list.verticalScrollBar().setValue(10_000)
    yield "editor", lambda: page.edit(RunKind.SEQUENCE, "start")
    yield "scene", lambda: page.edit(RunKind.SCENE, "s1")
    yield "schedule", lambda: page._edit_automatic(show.all(Schedule)["s1"])
    yield "trigger", lambda: page._edit_automatic(show.all(Trigger)["t1"])
    yield "alarm", lambda: page._edit_automatic(show.all(Trigger)["t2"])
    yield "plan", page._edit_plan


@pytest.mark.parametrize("factor", FONTS, ids=["100", "115", "130"])
@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize(("size", "px"), SCREENS, ids=["14in", "24in", "27in"])
def test_every_view(
    make_desk: Make, size: tuple[int, int], px: float, lang: str, factor: float
) -> None:
    desk = make_desk(size, lang, px, factor=factor)
    page = filled(desk)
    found: list[str] = []
    for name, go in views(page):
        go()
        desk.qtbot.wait(10)
        found.extend(f"{name}: {one}" for one in findings(desk.window))
        if PICTURES and factor == FONTS[0]:
            file = Path(PICTURES) / f"control-{name}-{size[0]}-{lang}.png"
            desk.window.grab().save(str(file))
    assert (desk.window.width(), desk.window.height()) == size
    assert not found, "\n".join(found)
