"""TAKE: what it would change, pending, and the answer in words; only the glass confirms."""

from tests.unit.desk.conftest import Desk
from tests.unit.desk.fake_room import Gate
from ui.common.command_button import State
from wallctl.domain import commands as c
from wallctl.domain.geometry import Rect


def _prepare(desk: Desk, *sources: str) -> None:
    for source in sources:
        desk.window.actions_.place(source)
        desk.settle()


def test_says_what_it_would_change(desk: Desk) -> None:
    button = desk.window.centre.take.button
    assert "与大屏相同" in button.detail
    _prepare(desk, "body-7", "map")
    assert "+2 窗口" in button.detail
    button.press()
    desk.settle()
    tile = desk.room.show.preview_tiles("hall")[0]
    desk.window.actions_.move(tile.id, Rect(0, 1080, 1920, 1080))
    desk.settle()
    assert "移动 1" in button.detail


def test_counts_warnings_without_blocking(desk: Desk) -> None:
    _prepare(desk, "ball-3", "seat-1")
    button = desk.window.centre.take.button
    assert "2 条提示" in button.detail
    assert [line for line in desk.window.checks.said() if "箬阳" in line]
    button.press()
    desk.settle()
    assert len(desk.room.show.program("hall").tiles) == 2


def test_pending_until_the_glass_has_answered(desk: Desk) -> None:
    _prepare(desk, "body-7")
    desk.room.hold = Gate()
    button = desk.window.centre.take.button
    button.press()
    desk.settle()
    assert button.state is State.PENDING
    assert "等待大屏回报" in button.detail
    assert "上屏" not in desk.window.log.text
    button.press()
    assert desk.room.kinds().count("wall.take") == 1
    assert button.note() == desk.words("button.dropped")
    desk.release()
    desk.settle()
    assert button.state is State.CONFIRMED
    assert "已确认 1/1" in desk.window.log.text


def test_part_lists_the_tiles_and_why(desk: Desk) -> None:
    _prepare(desk, "body-7", "ball-3")
    tiles = {t.source: t.id for t in desk.room.show.preview_tiles("hall")}
    steps = (
        c.Step("wall", "hall", "part", "not_all_live"),
        c.Step("tile", tiles["body-7"], "live"),
        c.Step("tile", tiles["ball-3"], "stale", "silent"),
    )
    desk.room.answer = c.Answer(c.Result.PART, 9, "not_all_live", steps=steps)
    button = desk.window.centre.take.button
    button.press()
    desk.settle()
    assert button.state is State.PART
    assert desk.window.checks.said() == ["布控球 03 · 箬阳 · 已连接无画面"]
    assert "部分完成 1/2" in desk.window.log.text
    _prepare(desk, "map")
    assert button.state is State.IDLE
    assert "已连接无画面" not in " ".join(desk.window.checks.said())


def test_failed_is_told_and_stays(desk: Desk) -> None:
    _prepare(desk, "body-7")
    desk.room.answer = c.Answer(c.Result.FAILED, 9, "node_offline")
    button = desk.window.centre.take.button
    button.press()
    desk.settle()
    assert button.state is State.FAILED
    assert "渲染节点失联" in button.note()


def test_refused_restore_says_why(desk: Desk) -> None:
    desk.window.actions_.restore(desk.window.centre.restore)
    desk.settle()
    assert "没有更早的画面" in desk.window.log.text


def test_no_answer_is_never_called_done(desk: Desk) -> None:
    _prepare(desk, "body-7")
    desk.room.connected = False  # gone, and the desk does not know it yet
    desk.window.centre.take.button.press()
    assert "结果未知" in desk.window.log.text
    assert desk.window.centre.take.button.state is not State.CONFIRMED


def test_restore_brings_the_last_program_back(desk: Desk) -> None:
    for scene in ("s1", "s3"):
        desk.window.actions_.recall_scene(scene, live=True)
        desk.settle()
        desk.window.actions_.take(desk.window.centre.take.button, lambda _: None)
        desk.settle()
    desk.window.centre.restore.press()
    desk.settle()
    assert desk.room.show.program("hall").scene in ("s1", "s3")
    assert desk.room.kinds()[-1] == "wall.restore"


def test_a_scene_card_says_where_it_is(desk: Desk) -> None:
    desk.window.actions_.recall_scene("s1")
    desk.settle()
    desk.window.centre.take.button.press()
    desk.settle()
    desk.window.actions_.recall_scene("s3")
    desk.settle()
    badges = {card.scene.id: [b.text for b in card.badges] for card in desk.window.scenes.cards}
    assert badges["s1"] == ["上屏"]
    assert badges["s3"] == ["预监"]


def test_a_changed_wall_marks_its_scene(desk: Desk) -> None:
    desk.window.actions_.recall_scene("s1")
    desk.settle()
    tile = desk.room.show.preview_tiles("hall")[-1]
    desk.window.actions_.remove((tile.id,))
    desk.settle()
    desk.window.centre.take.button.press()
    desk.settle()
    badges = [b.text for b in desk.window.scenes.cards[0].badges]
    assert badges == ["上屏·已改动", "预监·已改动"]
