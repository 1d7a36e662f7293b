"""The picture of a preview that was there before this desk is shown by it."""

from __future__ import annotations

from PySide6.QtGui import QColor, QImage

from tests.unit.desk.fake_room import FakeRoom, demo_entities, picture
from ui.common.hub import Hub
from ui.common.pictures import Pictures
from ui.common.words import Words
from ui.desk.preview_looks import PreviewLooks
from wallctl.domain.commands import SceneRecall
from wallctl.domain.geometry import Size


def test_a_picture_older_than_the_desk_is_cut_by_the_tiles_it_found(qapp: object) -> None:
    room = FakeRoom(demo_entities())
    room.do(SceneRecall("s3"))
    drawn_at = room.show.revision - 1
    hub, pictures = Hub(), Pictures()
    looks = PreviewLooks(hub, pictures, Words("common", "desk", lang="zh"))
    looks.choose_wall("hall")
    looks.remember(())  # chosen before the show has come
    hub.attach(room)
    hub._tell()
    tiles = hub.show.preview_tiles("hall")
    looks.remember(tiles)
    image = QImage(768, 216, QImage.Format.Format_RGB32)
    image.fill(QColor("#305060"))
    pictures.put(*picture("preview", "hall", image, serial=drawn_at))
    looks.cut_picture(Size(7680, 2160))
    assert looks.cut(tiles[0]) is not None
