"""Where there is height to spare, the columns give way and the canvases grow."""

from PySide6.QtGui import QFontMetricsF

from tests.unit.desk.conftest import Make
from ui.common.theme import font
from ui.desk.source_delegate import fitting
from wallctl.domain.geometry import Size


def test_the_columns_give_way_to_a_wide_wall(make_desk: Make) -> None:
    window = make_desk((1920, 1080), "zh", 1920 / 531.4).window
    preview = window.centre.preview
    preview.set_canvas(Size(7710, 2170))
    window.centre.program.set_canvas(Size(7710, 2170))
    window.centre.fit_canvases()
    wide = window.arrangement.left.maximumWidth()
    preview.set_canvas(Size(1920, 1080))
    window.centre.program.set_canvas(Size(1920, 1080))
    window.centre.fit_canvases()
    assert window.arrangement.left.maximumWidth() > wide


def test_take_grows_only_into_what_is_spare(make_desk: Make) -> None:
    bar = make_desk().window.centre.take
    least = bar.least_height()
    assert bar.grow(0) == 0
    assert bar.button.sizeHint().height() == least
    assert bar.grow(10_000) < least
    assert bar.least_height() == least


def test_the_department_goes_before_the_figure(qapp: object) -> None:
    metrics = QFontMetricsF(font(14))
    parts = ["应急管理局", "无线", "340 ms"]

    def wide(text: str) -> float:
        return metrics.horizontalAdvance(text) + 1

    assert fitting(parts, metrics, 1000) == "应急管理局 · 无线 · 340 ms"
    assert fitting(parts, metrics, wide("无线 · 340 ms")) == "无线 · 340 ms"
    assert fitting(parts, metrics, wide("340 ms")) == "340 ms"
    assert fitting(["应急管理局", ""], metrics, 4) == ""
    assert fitting([], metrics, 100) == ""
