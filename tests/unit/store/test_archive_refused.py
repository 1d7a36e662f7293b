"""Files that are no archive, or not one that may be opened here."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.unit.store.archives import PASSPHRASE, code, room_of
from wallctl.domain.entities import Room, Wall
from wallctl.domain.errors import Refused
from wallctl.domain.geometry import Size
from wallctl.domain.show import build
from wallctl.store import container
from wallctl.store.archive import bare, open_archive, pack, unpack
from wallctl.store.secrets import KeyFileSecrets


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
