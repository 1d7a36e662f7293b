"""A whole room as one file."""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from tests.unit.store.archives import PASSPHRASE, PASSWORD, REAL_N, code, room_of
from wallctl.domain.devices.entities import Desired, Device
from wallctl.domain.entities import Medium, Room, Source, Wall
from wallctl.domain.geometry import Size
from wallctl.domain.people import Role, User
from wallctl.domain.show import build
from wallctl.store import sealing
from wallctl.store.archive import bare, open_archive, pack, unpack
from wallctl.store.secrets import KeyFileSecrets
from wallctl.testing.secrets import FakeSecrets


def test_another_machine_takes_over_with_one_file(
    packed: bytes, secrets: KeyFileSecrets, spare: KeyFileSecrets
) -> None:
    found = unpack(packed, spare, PASSPHRASE, room="hall")
    assert bare(found) == bare(room_of(secrets))
    (cam,) = [one for one in found if isinstance(one, Source) and one.secret]
    assert spare.open(cam.secret) == PASSWORD
    manifest = open_archive(packed, spare, PASSPHRASE).manifest
    assert (manifest.room, manifest.revision, manifest.at) == ("hall", 7, 1_700_000_000.5)
    assert manifest.counts["sources"] == 2


def test_guessing_takes_memory_and_time() -> None:
    """The figures are part of the format: other ones would not open older files."""
    assert (REAL_N, sealing.SCRYPT_R, sealing.SCRYPT_P) == (65_536, 8, 1)


def test_no_password_is_in_the_file(packed: bytes, secrets: KeyFileSecrets) -> None:
    (sealed,) = [o.secret for o in room_of(secrets) if isinstance(o, Source) and o.secret]
    with zipfile.ZipFile(io.BytesIO(packed)) as file:
        parts = [packed, *(file.read(name) for name in file.namelist())]
    for part in parts:
        for clear in (PASSWORD, PASSPHRASE, "4711", sealed):
            assert clear.encode() not in part
            assert json.dumps(clear).strip('"').encode() not in part


def test_an_opened_archive_does_not_tell_passwords(packed: bytes, spare: KeyFileSecrets) -> None:
    assert PASSWORD not in repr(open_archive(packed, spare, PASSPHRASE))


def test_the_rooms_key_opens_what_was_packed_for_it(
    secrets: KeyFileSecrets, spare: KeyFileSecrets
) -> None:
    data = pack(build(room_of(secrets), 7), secrets, "", for_room=True)
    assert open_archive(data, secrets).passwords == {"cam": PASSWORD}
    assert code(lambda: open_archive(data, spare)) == "archive_passphrase_needed"
    assert code(lambda: open_archive(data, spare, "any passphrase")) == "archive_passphrase"
    rescued = open_archive(data, spare, without_passwords=True)
    assert bare(rescued.entities) == bare(room_of(secrets))
    assert rescued.passwords == {}


@pytest.mark.parametrize(("passphrase", "for_room"), [("", False), ("short", False), ("s", True)])
def test_a_passphrase_that_protects_nothing_is_refused(
    secrets: KeyFileSecrets, passphrase: str, for_room: bool
) -> None:
    show = build(room_of(secrets))
    told = code(lambda: pack(show, secrets, passphrase, for_room=for_room))
    assert told == "passphrase_too_short"


def test_a_password_that_does_not_open_is_named_and_left_out(
    secrets: KeyFileSecrets, spare: KeyFileSecrets, caplog: pytest.LogCaptureFixture
) -> None:
    data = pack(build(room_of(secrets)), spare, PASSPHRASE)
    found = open_archive(data, spare, PASSPHRASE)
    assert found.manifest.lost == ("cam",)
    assert found.passwords == {}
    assert "cam" in caplog.text


def test_pictures_travel_with_the_room(
    secrets: KeyFileSecrets, spare: KeyFileSecrets, tmp_path: Path
) -> None:
    home, away = tmp_path / "home" / "assets", tmp_path / "away" / "assets"
    for name in ("bg.png", "logo 台标.png", "sub/map.png"):
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        (home / name).write_bytes(f"picture {name}".encode())
    data = pack(build(room_of(secrets, home)), secrets, PASSPHRASE, assets=home)
    assert str(tmp_path).encode() not in zipfile.ZipFile(io.BytesIO(data)).read("entities.json")
    found = unpack(data, spare, PASSPHRASE, assets=away)
    assert bare(found) == bare(room_of(spare, away))
    assert (away / "sub" / "map.png").read_bytes() == b"picture sub/map.png"
    assert (away / "logo 台标.png").read_bytes() == "picture logo 台标.png".encode()


def test_files_elsewhere_stay_where_they_are(
    secrets: KeyFileSecrets, spare: KeyFileSecrets, tmp_path: Path
) -> None:
    assets = tmp_path / "assets"
    assets.mkdir()
    (tmp_path / "private.png").write_bytes(b"private")
    (assets / "link.png").symlink_to(tmp_path / "private.png")
    wall = Wall("big", "hall", "大屏", Size(1920, 1080))
    for told in ("private.png", "assets/../private.png", "assets/link.png", "assets/missing.png"):
        path = str(tmp_path / told)
        show = build([Room("hall", "大厅"), replace(wall, background=path)])
        data = pack(show, secrets, PASSPHRASE, assets=assets)
        with zipfile.ZipFile(io.BytesIO(data)) as file:
            assert not [n for n in file.namelist() if n.startswith("assets/")]
        assert unpack(data, spare, PASSPHRASE, assets=tmp_path / "away")[1] == show.walls["big"]


def test_users_travel_with_the_hashes_of_their_passwords() -> None:
    here, there = FakeSecrets("here"), FakeSecrets("there")
    chief = User("cam1", "王工", Role.ENGINEER, secret=here.seal("$argon2id$chief"))
    lost = User("u2", "小李", Role.OPERATOR, secret=FakeSecrets("gone").seal("$argon2id$x"))
    source = Source("cam1", "机位", Medium.BARS, secret=here.seal("p@ss"))
    show = build((Room("hall", "厅"), source, chief, lost))
    data = pack(show, here, "long enough for all")
    assert b"argon2" not in data
    opened = open_archive(data, there, "long enough for all")
    assert opened.manifest.lost == ("user u2",)
    came = build(unpack(data, there, "long enough for all"))
    secrets = {one.name: one.secret for one in (*came.all(User).values(), *came.sources.values())}
    assert there.open(secrets["王工"]) == "$argon2id$chief"
    assert there.open(secrets["机位"]) == "p@ss"
    assert secrets["小李"] == ""


def test_devices_travel_with_their_passwords_and_what_refers_to_them() -> None:
    """`cam1` is a source and a device: each keeps its own."""
    here, there = FakeSecrets("here"), FakeSecrets("there")
    words = json.dumps({"password": "geheim-4711"})
    device = Device("cam1", "投影机", "pjlink", options=(("port", 4352),), secret=here.seal(words))
    lost = Device("m", "矩阵", "videohub", secret=FakeSecrets("gone").seal("x"))
    source = Source("cam1", "机位", Medium.BARS, secret=here.seal("p@ss"))
    wish = Desired("cam1/power", "cam1", "power", "on", "王", 5.5)
    show = build((Room("hall", "厅"), source, device, lost, wish))
    data = pack(show, here, "long enough for all")
    assert b"geheim" not in data
    assert open_archive(data, there, "long enough for all").manifest.lost == ("device m",)
    came = build(unpack(data, there, "long enough for all"))
    devices = came.all(Device)
    assert there.open(devices["cam1"].secret) == words
    assert devices["m"].secret == ""
    assert there.open(came.sources["cam1"].secret) == "p@ss"
    assert came.all(Desired) == {wish.id: wish}
    assert replace(devices["cam1"], secret="") == replace(device, secret="")
