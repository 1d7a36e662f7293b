"""Pictures for the desk: put together upright on the canvas, and written in both forms."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QColor, QImage

from tests.unit.wall.glass import Bench, output, tile
from ui.wall.echo import encoded, natural_width, read_wall, shrunk
from ui.wall.rehearsal import Rehearsal
from wallctl.domain.entities import Fit
from wallctl.domain.geometry import Rect, Size
from wallctl.feeds.keys import FeedKey

pytestmark = pytest.mark.usefixtures("qapp")

RED, GREEN = "#c02020", "#20c020"


def plain(size: Size, colour: str) -> QImage:
    image = QImage(size.w, size.h, QImage.Format.Format_RGB32)
    image.fill(QColor(colour))
    return image


@pytest.mark.parametrize("form", ["JPG", "PNG"])
def test_written_pictures_can_be_read(form: str) -> None:
    data = encoded(plain(Size(64, 36), RED), form, 80)
    back = QImage.fromData(data)
    assert (back.width(), back.height()) == (64, 36)
    assert abs(back.pixelColor(10, 10).red() - 0xC0) < 8


def test_an_unknown_form_is_said() -> None:
    with pytest.raises(ValueError, match="cannot be written"):
        encoded(plain(Size(4, 4), RED), "NONE")


@pytest.mark.parametrize("factor", [1, 2, 3, 5])
def test_shrinking_takes_the_mean(factor: int) -> None:
    image = plain(Size(300, 300), RED)
    for x in range(0, 300, 2):
        for y in range(300):
            image.setPixelColor(x, y, QColor(GREEN))
    small = shrunk(image, Size(300 // factor, 300 // factor))
    assert small.width() == 300 // factor
    if factor > 1:
        middle = small.pixelColor(small.width() // 2, small.height() // 2)
        assert abs(middle.red() - middle.green()) < 60


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_the_echo_is_upright_whatever_the_display(rotation: int) -> None:
    window = Size(180, 320) if rotation in (90, 270) else Size(320, 180)
    bench = Bench((output("o", Rect(0, 0, 320, 180), rotation),), Size(640, 180), {"o": window})
    bench.show(
        tile("a", Rect(0, 0, 160, 180), fit=Fit.FILL),
        tile("b", Rect(160, 0, 160, 90), fit=Fit.FILL),
    )
    bench.frame("a", RED)
    bench.frame("b", GREEN)
    bench.tick()
    outputs = [(None, stage) for stage in bench.stages]
    echo = read_wall(
        Size(640, 180),
        outputs,  # type: ignore[arg-type]  # no window is needed: nothing can be grabbed
        natural_width(Size(640, 180), outputs),  # type: ignore[arg-type]  # the same
        grab=lambda _window, _size: QImage(),
        theme=bench.tools.theme,
    )
    assert not echo.read_back
    assert (echo.image.width(), echo.image.height()) == (640, 180)
    assert echo.image.pixelColor(20, 160).name() == RED
    assert echo.image.pixelColor(300, 20).name() == GREEN
    assert echo.image.pixelColor(500, 90).name() == bench.tools.theme["letterbox"].name()


def test_the_preview_is_drawn_again_only_when_something_changed() -> None:
    bench = Bench((output("o", Rect(0, 0, 320, 180)),), Size(320, 180))
    bench.show(preview=(tile("a", Rect(0, 0, 320, 180), fit=Fit.FILL),))
    bench.tick()
    bench.tools.pool.refresh(bench.feeds.put("a", RED))
    plan = bench.compositor.walls["w"].plan
    rehearsal = Rehearsal(plan, 160, bench.tools)
    draw = {("w", "t-a"): FeedKey("a", "main")}
    specs = {"a": bench.spec("a")}
    first = rehearsal.picture(plan, specs, draw)
    assert first is not None
    assert first.pixelColor(80, 45).name() == RED
    assert rehearsal.picture(plan, specs, draw) is None
    bench.tools.pool.refresh(bench.feeds.put("a", GREEN))
    second = rehearsal.picture(plan, specs, draw)
    assert second is not None
    assert second.pixelColor(80, 45).name() == GREEN
