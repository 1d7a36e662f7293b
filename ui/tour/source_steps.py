"""The sources page and the multiviewer: list, form, test, import, bulk, multiviewer."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from PySide6.QtCore import Qt

from ui.common.source_model import Grouping
from ui.desk.pages.multiviewer import MultiviewerPage
from ui.desk.pages.sources import SourcesPage
from ui.desk.sources.form import Purpose
from ui.tour.walk import Walk, check

LIST = (
    "信号源登记表,,,,\n名称,类别,所属单位,主码流地址,国标编码\n"
    "城东水库 · 大坝,固定监控,水利局,rtsp://10.20.0.31/1,00402000001320000031\n"
    "城东水库 · 溢洪道,固定监控,水利局,rtsp://10.20.0.32/1,00402000001320000032\n"
    "江南路口,固定监控,公安分局,rtsp://10.20.0.33:99999/1,00402000001320000033\n"
    "人民医院,固定监控,卫健局,rtsp://10.20.0.34/1,3.402E+19\n"
)


def _page(walk: Walk) -> SourcesPage:
    page = walk.window.drawer.page("sources")
    assert isinstance(page, SourcesPage)
    return page


async def grouped(walk: Walk) -> None:
    """The same sources by department and by network; a tag is looked for by #."""
    panel = walk.window.sources
    for grouping in (Grouping.DEPARTMENT, Grouping.CARRIER):
        walk.click(panel.grouping.buttons[grouping])
        await walk.until("grouped", lambda g=grouping: panel.model.grouping is g)
        await walk.rest()
        walk.desk_shot(f"sources-by-{grouping.value}", "信号源按单位、按链路分组")
    panel.find.setText("#防汛")
    await walk.until("the tag is found", lambda: 0 < panel.model.found() < 20)
    await walk.rest()
    walk.desk_shot("sources-by-tag", "按标签查找: #防汛")
    panel.find.clear()
    panel.grouping.choose(Grouping.KIND)


async def tested(walk: Walk) -> None:
    """A source is tested on the node; the answer says what it gave, sub-stream and all."""
    window = walk.window
    window.rights.edit(True)
    walk.key(Qt.Key.Key_F7)
    page = _page(walk)
    await walk.until("F7 opens the sources", page.isVisible)
    page.list.choose("dw07")
    page.list._acts["test"].press()
    await walk.until("the test's words", lambda: "出图" in page.list.said.text(), 40)
    walk.desk_shot("sources-tested", "测试: 出图时间、分辨率、子码流")
    page.list.edit()
    await walk.until("its form", page.form.isVisible)
    check(page.form.purpose is Purpose.EDIT, "the form of the chosen one")
    await walk.rest()
    walk.desk_shot("sources-form", "修改信号源: 密码只写不显示")
    page.form.done.emit()


async def imported(walk: Walk) -> None:
    """A sheet in GBK: a preview, then done in one step, taken back in one step."""
    page = _page(walk)
    before = set(walk.hall.show.sources)
    with TemporaryDirectory() as folder:
        file = Path(folder) / "list.csv"
        file.write_bytes(LIST.encode("gbk"))
        page.open_import()
        page.importing.read_file(file)
        await walk.until("the preview", lambda: page.importing.rows.rowCount() == 4)
    check(set(walk.hall.show.sources) == before, "a preview changes nothing")
    await walk.rest()
    walk.desk_shot("sources-import", "导入预览: 新增两个, 两行未导入, 说明列与原因")
    page.importing.apply.press()
    await walk.until("both are there", lambda: len(walk.hall.show.sources) == len(before) + 2)
    page.importing.done.emit()
    new = [id for id in walk.hall.show.sources if id not in before]
    await walk.until(
        "the desk lists both", lambda: all(page.list.rows.row_of(id) >= 0 for id in new)
    )
    page.list.choose(*new)
    page.list.edit()
    await walk.until("many at once", page.bulk.isVisible)
    page.bulk.editors["tags_add"].put("防汛")
    page.bulk.editors["host_from"].put("10.20.0.")
    page.bulk.editors["host_to"].put("10.20.8.")
    await walk.until("the preview of both", lambda: page.bulk.preview.count() == 2)
    walk.desk_shot("sources-bulk", "批量修改: 先看每一处改动")
    page.bulk.apply.press()
    await walk.until(
        "both changed", lambda: all("10.20.8." in walk.hall.show.sources[id].main for id in new)
    )
    for _ in range(2):
        await walk.rest(0.6)
        walk.window.centre.undo.press()
    await walk.until("taken back", lambda: set(walk.hall.show.sources) == before)
    page.list.choose("dw07")
    page.list._remove()
    await walk.rest()
    walk.desk_shot("sources-used", "删除: 说明谁在用, 不能删除")
    page.list.asking.shut()
    walk.window.drawer.shut()


async def many_pictures(walk: Walk) -> None:
    walk.key(Qt.Key.Key_F3)
    page = walk.window.drawer.page("multiviewer")
    assert isinstance(page, MultiviewerPage)
    await walk.until("F3 opens the multiviewer", page.isVisible)
    await walk.until("it wants pictures", lambda: bool(page.kit.pictures.wanted()))
    shown = tuple(page.kit.pictures.wanted())
    await walk.until(
        "they come",
        lambda: sum(page.kit.pictures.get("thumbnail", one) is not None for one in shown) > 3,
        60,
    )
    await walk.rest(2.0)
    walk.desk_shot("multiviewer", "多画面: 缩略图、状态、上屏与预监标记")
    walk.window.drawer.shut()
    check(not page.kit.pictures.wanted(), "out of sight it wants nothing")
    walk.window.rights.edit(False)


STEPS = (grouped, tested, imported, many_pictures)
