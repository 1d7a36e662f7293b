"""Nothing of the device page is clipped, laid over another or nameless, with devices of every kind
and every verdict; and Tab comes to all of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from tests.unit.desk.conftest import Desk, Make
from tests.unit.desk.devices.conftest import CARDS, Site, fill
from tests.unit.desk.test_layout_pages import SCREENS
from tests.unit.desk.test_tab import missed
from ui.common.lint import findings
from ui.common.settings import FONTS
from ui.desk.families import Families
from ui.desk.pages.devices import DevicesPage
from wallctl.domain.devices.entities import Device

SHOWN = ("pj1", "pj2", "mx", "seq", "lt", "ups", "old", "off")


def filled(desk: Desk) -> DevicesPage:
    fill(Site(desk.room))
    desk.settle()
    families = Families.of(desk.hub, desk.window.kit.spawn)
    families._cards = {one.name: one for one in CARDS}
    desk.window.drawer.open_page("devices")
    page = desk.window.drawer.page("devices")
    assert isinstance(page, DevicesPage)
    return page


def views(page: DevicesPage) -> Iterator[tuple[str, Callable[[], None]]]:
    """Each state of the page worth looking at."""
    device = page.kit.hub.show.all(Device)["pj1"]
    yield "list", lambda: page.list.list.choose("pj1")
    for one in SHOWN:
        yield one, lambda one=one: page.open_device(one)
    yield "removing", lambda: (page.open_device("pj1"), page.device._remove())
    yield "new", page.add
    yield "edit", lambda: page.edit(replace(device, secret="sealed"))
    yield "wrong", lambda: (page.form.options["port"].editor.put("x"), page.form._save())
    yield "talk", lambda: page.open_talk("pj1")
    yield "learn", lambda: page.open_learn(("pj1", "seq", "pj2"))


def settled(desk: Desk) -> list[str]:
    """What is wrong once all is laid out: Qt does that in its own time, in several rounds."""
    found: list[str] = []
    for _ in range(20):
        desk.qtbot.wait(15)
        found = [str(one) for one in findings(desk.window)]
        if not found:
            break
    return found


@pytest.mark.parametrize("factor", FONTS, ids=["100", "115", "130"])
@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize(("size", "px"), SCREENS, ids=["14in", "24in", "27in"])
def test_page(make_desk: Make, size: tuple[int, int], px: float, lang: str, factor: float) -> None:
    desk = make_desk(size, lang, px, factor=factor)
    page = filled(desk)
    found: list[str] = []
    for name, show in views(page):
        show()
        found += [f"{name}: {one}" for one in settled(desk)]
    assert (desk.window.width(), desk.window.height()) == size
    assert not found, "\n".join(found)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_in_the_second_window(make_desk: Make, lang: str) -> None:
    desk = make_desk((1920, 1080), lang, factor=1.3)
    second = desk.window.make_second()
    desk.qtbot.addWidget(second)
    second.resize(1920, 1080)
    second.show()
    fill(Site(desk.room))
    desk.settle()
    second.open_page("devices")
    desk.qtbot.wait(200)
    assert not [str(one) for one in findings(second)]


@pytest.mark.parametrize("view", ["list", "pj1", "lt", "seq", "new", "talk", "learn"])
def test_tab_comes_to_all(make_desk: Make, view: str) -> None:
    desk = make_desk()
    page = filled(desk)
    dict(views(page))[view]()
    desk.qtbot.wait(10)
    page.setFocus()
    assert desk.window.isActiveWindow(), "something opened a window of its own"
    assert not missed(desk, page)
