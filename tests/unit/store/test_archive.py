"""A whole room as one file, and files that are none."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from wallctl.domain.entities import (
    Entity,
    Logo,
    Medium,
    Output,
    Overlay,
    Program,
    Room,
    Scene,
    SceneLayout,
    Source,
    Tile,
    Wall,
)
from wallctl.domain.errors import Refused
from wallctl.domain.geometry import Rect, Size
from wallctl.domain.show import build
from wallctl.store import container, sealing
from wallctl.store.archive import bare, open_archive, pack, unpack
from wallctl.store.secrets import KeyFileSecrets

REAL_N = sealing.SCRYPT_N
PASSPHRASE = "一个好的口令 42"
PASSWORD = "geheim-4711-密"


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Guessing a passphrase is made slow on purpose; the tests do without."""
    monkeypatch.setattr(sealing, "SCRYPT_N", 16)


@pytest.fixture
def secrets(tmp_path: Path) -> KeyFileSecrets:
    return KeyFileSecrets(tmp_path / "home.key")


@pytest.fixture
def spare(tmp_path: Path) -> KeyFileSecrets:
    """The key of another machine."""
    return KeyFileSecrets(tmp_path / "spare.key")


def room_of(secrets: KeyFileSecrets, assets: Path | None = None) -> tuple[Entity, ...]:
    tile = Tile("t1", "big", "cam", Rect(0, 0, 640, 360))
    here = assets or Path("/pictures")
    logo, background = str(here / "logo 台标.png"), str(here / "bg.png")
    return (
        Room("hall", "指挥大厅"),
        Wall(
            "big",
            "hall",
            "大屏",
            Size(1920, 1080),
            background=background,
        ),
        Output("o1", "big", "hall-1", Rect(0, 0, 1920, 1080)),
        Source(
            "cam",
            "城东大桥",
            Medium.STREAM,
            "rtsp://admin@10.0.0.5/main",
            secret=secrets.seal(PASSWORD),
        ),
        Source("map", "地图", Medium.IMAGE, str(here / "sub" / "map.png")),
        tile,
        Program("big", (tile,), serial=3),
        Scene("s1", "防汛", layouts=(SceneLayout("big", (tile,)),)),
        Overlay("big", logo=Logo(logo)),
    )


@pytest.fixture
def packed(secrets: KeyFileSecrets) -> bytes:
    return pack(build(room_of(secrets), 7), secrets, PASSPHRASE, at=1_700_000_000.5)


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


def code(work: Callable[[], object]) -> str:
    with pytest.raises(Refused) as refused:
        work()
    assert PASSWORD not in str(refused.value)
    return refused.value.code


@pytest.mark.parametrize("passphrase", ["another one", PASSPHRASE + " ", PASSPHRASE.upper() + "!"])
def test_a_wrong_passphrase_opens_nothing(
    packed: bytes, spare: KeyFileSecrets, passphrase: str
) -> None:
    assert code(lambda: unpack(packed, spare, passphrase)) == "archive_passphrase"


def test_a_cut_file_is_refused_wherever_it_is_cut(packed: bytes, spare: KeyFileSecrets) -> None:
    for length in [*range(0, len(packed), 97), len(packed) - 1]:
        assert code(lambda n=length: unpack(packed[:n], spare, PASSPHRASE)) == "archive_damaged"


def test_a_changed_byte_is_refused_wherever_it_is(packed: bytes, spare: KeyFileSecrets) -> None:
    whole = bare(open_archive(packed, spare, PASSPHRASE).entities)
    refused = 0
    for place in range(0, len(packed), 61):
        changed = bytearray(packed)
        changed[place] ^= 0x10
        try:
            found = open_archive(bytes(changed), spare, PASSPHRASE)
        except Refused:
            refused += 1
        else:  # a byte of the zip that says nothing: a time, an attribute
            assert bare(found.entities) == whole
    assert refused > 10


@pytest.mark.parametrize("data", [b"", b"PK", b"id,name\n1,a\n", b"\x00" * 5000])
def test_another_file_is_refused(spare: KeyFileSecrets, data: bytes) -> None:
    assert code(lambda: unpack(data, spare, PASSPHRASE)) == "archive_damaged"


def test_another_zip_is_refused(spare: KeyFileSecrets) -> None:
    data = container.write_zip({"letter.txt": b"hello"})
    assert code(lambda: unpack(data, spare, PASSPHRASE)) == "archive_damaged"


def test_another_room_is_refused(packed: bytes, spare: KeyFileSecrets) -> None:
    assert code(lambda: unpack(packed, spare, PASSPHRASE, room="consult")) == "archive_room"


def forged(packed: bytes, **changed: Any) -> bytes:
    """The archive with other members; its digests are made to fit, as its maker could."""
    members = container.read_zip(packed)
    for name, content in changed.items():
        members[name.replace("__", ".")] = content
    return container.write_zip(members)


def test_another_format_is_refused_and_both_are_named(packed: bytes, spare: KeyFileSecrets) -> None:
    manifest = json.loads(container.read_zip(packed)["manifest.json"])
    manifest["format"] = 9
    data = forged(packed, manifest__json=json.dumps(manifest).encode())
    with pytest.raises(Refused) as refused:
        unpack(data, spare, PASSPHRASE)
    assert refused.value.code == "archive_format"
    assert (refused.value.fields["found"], refused.value.fields["known"]) == ("9", 1)


@pytest.mark.parametrize("manifest", [b"", b"{", b"[]", b"5", b'{"format":1}', b"[" * 100_000])
def test_a_manifest_that_is_none_is_refused(
    packed: bytes, spare: KeyFileSecrets, manifest: bytes
) -> None:
    data = forged(packed, manifest__json=manifest)
    assert code(lambda: unpack(data, spare, PASSPHRASE)) == "archive_damaged"


@pytest.mark.parametrize("key", ["room", "at", "revision", "counts", "locks", "digests"])
def test_a_manifest_that_was_changed_is_refused(
    packed: bytes, spare: KeyFileSecrets, key: str
) -> None:
    manifest = json.loads(container.read_zip(packed)["manifest.json"])
    for other in ("x", None, 5, [], {}):
        data = forged(packed, manifest__json=json.dumps({**manifest, key: other}).encode())
        assert code(lambda d=data: unpack(d, spare, PASSPHRASE)) in {
            "archive_damaged",
            "archive_passphrase",
        }


Edit = Callable[[dict[str, Any]], None]


def _set(path: str, value: object) -> Edit:
    def edit(tables: dict[str, Any]) -> None:
        *way, last = [int(p) if p.isdigit() else p for p in path.split(".")]
        here: Any = tables
        for step in way:
            here = here[step]
        here[last] = value

    return edit


def _twice(tables: dict[str, Any]) -> None:
    tables["sources"].append(tables["sources"][0])


@pytest.mark.parametrize(
    ("edit", "place"),
    [
        (_set("sources.1.main", 5), "sources[1].main"),
        (_set("sources.0.medium", "film"), "sources[0].medium"),
        (_set("sources.0", []), "sources[0]"),
        (_set("sources", {}), "sources"),
        (_set("walls.0.canvas.w", "wide"), "walls[0].canvas.w"),
        (_set("scenes.0.layouts.0.tiles.0.rect", None), "scenes[0].layouts[0].tiles[0].rect"),
        (_set("overlays.0.logo.file", "asset:gone.png"), "secrets.json"),
        (_twice, "sources[2].id"),
    ],
)
def test_what_is_wrong_inside_is_named(
    secrets: KeyFileSecrets,
    spare: KeyFileSecrets,
    monkeypatch: pytest.MonkeyPatch,
    edit: Edit,
    place: str,
) -> None:
    from wallctl.store import archive

    real = archive._tables

    def made(entities: Any) -> dict[str, Any]:
        tables: dict[str, Any] = real(entities)
        edit(tables)
        return tables

    monkeypatch.setattr(archive, "_tables", made)
    data = pack(build(room_of(secrets)), secrets, PASSPHRASE)
    with pytest.raises(Refused) as refused:
        unpack(data, spare, PASSPHRASE)
    assert refused.value.code == "archive_invalid"
    assert refused.value.fields["place"] == place


def test_entities_that_make_no_show_write_nothing(
    secrets: KeyFileSecrets, spare: KeyFileSecrets, tmp_path: Path
) -> None:
    assets, away = tmp_path / "assets", tmp_path / "away"
    assets.mkdir()
    (assets / "bg.png").write_bytes(b"picture")
    wall = Wall("big", "nowhere", "大屏", Size(1920, 1080), background=str(assets / "bg.png"))
    data = pack(build([Room("hall", "大厅"), wall]), secrets, PASSPHRASE, assets=assets)
    with pytest.raises(Refused, match="wall big"):
        unpack(data, spare, PASSPHRASE, assets=away)
    assert not away.exists()


@pytest.mark.parametrize(
    "name",
    [
        "../evil.png",
        "assets/../../evil.png",
        "/etc/evil",
        "assets\\..\\evil.png",
        "C:/evil.png",
        "assets//evil.png",
        "assets/./evil.png",
        "assets/nul.png",
        "assets/COM1",
        "assets/evil. ",
        "assets/a\nb",
        "assets/",
    ],
)
def test_names_that_lead_elsewhere_are_refused(spare: KeyFileSecrets, name: str) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        file.writestr(name, b"x")
    assert code(lambda: unpack(out.getvalue(), spare, PASSPHRASE)) == "archive_unsafe"


def test_a_name_that_is_there_twice_is_refused(spare: KeyFileSecrets) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        file.writestr("manifest.json", b"{}")
        file.writestr("MANIFEST.json", b"{}")
    assert code(lambda: unpack(out.getvalue(), spare, PASSPHRASE)) == "archive_unsafe"


def test_a_zip_bomb_is_refused_unread(
    spare: KeyFileSecrets, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(container, "TOTAL_BYTES", 1_000_000)
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("entities.json", bytes(5_000_000))
    assert len(bomb.getvalue()) < 10_000
    assert code(lambda: unpack(bomb.getvalue(), spare, PASSPHRASE)) == "archive_too_big"
    # The same with a lie about its size.
    raw = bomb.getvalue()
    size = (5_000_000).to_bytes(4, "little")
    lying = raw.replace(size, (500).to_bytes(4, "little"))
    assert lying != raw
    assert code(lambda: unpack(lying, spare, PASSPHRASE)) in {"archive_too_big", "archive_damaged"}


def test_too_many_members_are_refused(
    spare: KeyFileSecrets, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(container, "MEMBERS", 3)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        for n in range(4):
            file.writestr(f"m{n}", b"")
    assert code(lambda: unpack(out.getvalue(), spare, PASSPHRASE)) == "archive_too_big"


def test_an_encrypted_zip_is_refused(spare: KeyFileSecrets, packed: bytes) -> None:
    changed = bytearray(packed)
    local, central = changed.index(b"PK\x03\x04"), changed.index(b"PK\x01\x02")
    changed[local + 6] |= 1
    changed[central + 8] |= 1
    assert code(lambda: unpack(bytes(changed), spare, PASSPHRASE)) == "archive_damaged"
