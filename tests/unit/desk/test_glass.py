"""What the desk draws over the wall's own picture: nothing twice, nothing lost shown as live."""

from dataclasses import replace

import pytest
from PySide6.QtGui import QImage

from tests.unit.desk.conftest import Desk
from tests.unit.desk.fake_room import node, picture, wall_picture
from wallctl.domain import commands as c
from wallctl.domain.entities import Output, Wall
from wallctl.domain.observed import Picture
from wallctl.domain.show import apply, change


def _echo(desk: Desk) -> QImage:
    """A plain echo, and the picture that the desk makes of it."""
    show = desk.room.show
    serial = show.program("hall").serial
    image = wall_picture(show, "hall", (), 640)
    image.fill(0xFF336699)
    desk.pictures.put(*picture("program", "hall", image, serial))
    return desk.window.centre.program.grab().toImage()


def _pixels(desk: Desk, image: QImage, tile: int = 0) -> set[int]:
    """The colours inside a tile of the program, away from its edges."""
    view = desk.window.centre.program
    box = view.to_view(desk.room.show.program("hall").tiles[tile].rect).toRect()
    box = box.adjusted(12, 12, -12, -4)
    return {
        image.pixel(x, y)
        for x in range(box.left(), box.right())
        for y in range(box.top(), box.bottom())
    }


@pytest.fixture
def taken(desk: Desk) -> Desk:
    desk.window.actions_.recall_scene("s3")
    desk.settle()
    desk.window.centre.take.button.press()
    desk.settle()
    assert desk.room.show.program("hall").tiles
    return desk


def test_nothing_is_drawn_over_a_live_echo(taken: Desk) -> None:
    taken.room.report("hall")
    taken.settle()
    assert len(_pixels(taken, _echo(taken))) == 1


def test_a_tile_that_is_not_live_is_marked_on_the_echo(taken: Desk) -> None:
    tiles = taken.room.show.program("hall").tiles
    taken.room.report("hall", **{tiles[0].source: Picture.STALE})
    taken.settle()
    assert len(_pixels(taken, _echo(taken))) > 1


def test_the_echo_of_the_program_before_is_not_marked(taken: Desk) -> None:
    """Until the next picture the glass's word is about another program."""
    taken.room.report("hall")
    taken.settle()
    _echo(taken)
    view = taken.window.centre.program
    assert view._looks
    taken.window.actions_.recall_scene("s1")
    taken.settle()
    taken.window.actions_.ask(c.WallTake("hall"))
    taken.settle()
    assert view._looks == ()


def test_a_lost_node_makes_the_echo_old_at_once(taken: Desk) -> None:
    taken.room.report("hall")
    taken.settle()
    _echo(taken)
    program, centre = taken.window.centre.program, taken.window.centre
    assert not program.is_old() and not program.old_words()
    taken.room.observe(nodes=(), lost_nodes=("hall-1",))
    taken.settle()
    assert program.is_old()
    assert program.old_words() == taken.words("echo.node_lost")
    assert not program.reports()
    assert "活动画面" not in centre._program_said.text()
    assert len(_pixels(taken, program.grab().toImage())) > 1
    taken.room.observe(nodes=(node(),), lost_nodes=())
    taken.settle()
    assert not program.is_old()


def test_what_is_said_over_the_echo_follows_the_language(desk: Desk) -> None:
    desk.room.observe(nodes=(), lost_nodes=("hall-1",))
    desk.settle()
    program = desk.window.centre.program
    assert not program._looks, "nothing else changes with the language"
    chinese = program.grab().toImage()
    desk.words.switch("en")
    assert program.grab().toImage() != chinese
    desk.words.switch("zh")
    assert program.grab().toImage() == chinese


def test_half_a_wall_is_old_when_one_of_two_nodes_is_lost(taken: Desk) -> None:
    show = taken.room.show
    outputs = show.outputs_of("hall")
    half = [o for o in outputs if o.rect.x >= show.walls["hall"].canvas.w // 2]
    changes = [change(o, replace(o, node="hall-2")) for o in half]
    assert all(isinstance(o, Output) for o in half)
    taken.room.show = apply(show, changes)
    taken.room.on_change(None)
    taken.settle()
    taken.room.observe(nodes=(node(),), lost_nodes=("hall-2",))
    taken.settle()
    _echo(taken)
    program = taken.window.centre.program
    assert not program.is_old()
    assert set(program._lost) == {o.rect for o in half}
    assert program.old_words()


def test_preview_has_one_label_for_each_tile(desk: Desk) -> None:
    desk.window.actions_.recall_scene("s3")
    desk.settle()
    show = desk.room.show
    tiles = show.preview_tiles("hall")
    image = wall_picture(show, "hall", tiles, 640)
    desk.pictures.put(*picture("preview", "hall", image, show.revision))
    preview = desk.window.centre.preview
    assert all(look.labelled for _, look in preview._looks.now)
    wall = show.walls["hall"]
    assert isinstance(wall, Wall) and wall.labels
    desk.window.actions_.ask(c.WallUpdate("hall", labels=False))
    desk.settle()
    desk.pictures.put(*picture("preview", "hall", image, desk.room.show.revision))
    assert not any(look.labelled for _, look in preview._looks.now)
