"""Each row: new, changed, the same, or failed with its place and reason."""

from __future__ import annotations

import pytest

from tests.unit.api.importing.making import CODE, SEALER, SECRETS, camera, known, rows
from wallctl.api.importing.batches import Batches
from wallctl.api.importing.matching import RowState
from wallctl.api.importing.preview import preview_of
from wallctl.api.importing.table import BadFile
from wallctl.domain.address import passwords_of
from wallctl.domain.entities import Carrier, Medium, PlayerChoice, SourceKind, Transport
from wallctl.testing.clock import VirtualClock


def states(made: object) -> list[str]:
    return [row.state.value for row in made]  # type: ignore[attr-defined]


def test_a_new_row_with_everything() -> None:
    (row,) = rows(
        "名称,英文名称,国标编码,类别,单位,链路,位置,媒体,主码流地址,子码流地址,用户名,密码,播放器,传输方式,标签\n"
        f"东门,East,{CODE},单兵,应急局,卫星,桥头,视频,rtsp://10.0.0.1/1,rtsp://10.0.0.1/2,"
        "admin,p@ss/1,VLC,TCP,汛、桥\n"
    )
    made = row.after
    assert row.state is RowState.NEW
    assert made is not None
    assert (made.name, made.name_en, made.code) == ("东门", "East", CODE)
    assert (made.kind, made.carrier) == (SourceKind.BODY, Carrier.SATELLITE)
    assert (made.department, made.place, made.tags) == ("应急局", "桥头", ("汛", "桥"))
    assert (made.main, made.sub) == ("rtsp://admin@10.0.0.1/1", "rtsp://admin@10.0.0.1/2")
    assert passwords_of(SECRETS.open(made.secret)) == ("p@ss/1", "p@ss/1")
    assert (made.player, made.options.transport) == (PlayerChoice.VLC, Transport.TCP)
    assert "p@ss" not in repr(row)


@pytest.mark.parametrize(
    ("main", "medium"),
    [
        ("rtsp://h/1", Medium.STREAM),
        ("http://h/live.m3u8", Medium.STREAM),
        ("https://h/board", Medium.WEB),
        ("https://h/a.pdf", Medium.PDF),
        ("/srv/a.png", Medium.IMAGE),
        ("/dev/video0", Medium.CAPTURE),
    ],
)
def test_the_medium_is_read_off_the_address(main: str, medium: Medium) -> None:
    (row,) = rows(f"名称,地址\n甲,{main}\n")
    assert row.after is not None
    assert row.after.medium is medium


def test_matched_by_id_then_code_then_name_and_address() -> None:
    by_id, by_code = camera("a"), camera("b", code=CODE)
    by_name = camera("c", name="丙", main="rtsp://admin@10.0.0.3/c")
    made = rows(
        f"编号,名称,地址,国标编码\na,新名,rtsp://admin@10.0.0.1/a,\n,乙,rtsp://admin@10.0.0.1/b,{CODE}\n"
        ",丙,rtsp://10.0.0.3/c,\n",
        by_id,
        by_code,
        by_name,
    )
    assert [row.before and row.before.id for row in made] == ["a", "b", "c"]
    assert states(made) == ["changed", "changed", "same"]
    assert made[2].after == by_name, "who signs in there stays where the file has no such column"


def test_what_the_file_has_no_column_for_stays() -> None:
    before = camera("a", tags=("桥",), department="应急", sub="rtsp://admin@10.0.0.1/s")
    (row,) = rows("编号,名称\na,新名\n", before)
    assert row.after is not None
    assert (row.after.tags, row.after.sub, row.after.secret) == (
        before.tags,
        before.sub,
        before.secret,
    )


def test_an_emptied_cell_empties_a_text_but_no_choice_and_no_password() -> None:
    before = camera("a", department="应急", tags=("桥",))
    (row,) = rows(
        "编号,名称,单位,类别,链路,标签,密码\na,机位 a,,,,,\n",
        before,
    )
    assert row.after is not None
    assert (row.after.department, row.after.tags) == ("", ())
    assert (row.after.kind, row.after.carrier, row.after.secret) == (
        before.kind,
        before.carrier,
        before.secret,
    )


def test_a_password_goes_to_no_other_host() -> None:
    (row,) = rows("编号,名称,地址\na,机位 a,rtsp://admin@10.6.6.6/a\n", camera("a"))
    assert row.after is not None
    assert row.after.secret == ""


@pytest.mark.parametrize(
    ("head", "line", "column", "reason"),
    [
        ("名称,地址", ",rtsp://h/1", "name", "empty"),
        ("名称,地址", "甲,", "main", "empty"),
        ("名称,地址", "甲,gopher://h/1", "main", "scheme"),
        ("名称,地址", "甲,rtsp://h:99999/1", "main", "host"),
        ("名称,地址,类别", "甲,rtsp://h/1,飞艇", "kind", "no_such_value"),
        ("名称,地址,密码", "甲,rtsp://h/1,secret", "password", "no_user"),
        ("名称,地址,国标编码", "甲,rtsp://h/1,3.402E+19", "code", "code"),
        ("名称,地址,备用源", "甲,rtsp://h/1,没有", "backup", "unknown"),
        ("名称,地址,备用源", "甲,rtsp://h/1,甲", "backup", "itself"),
        ("编号,名称,地址", "a b,甲,rtsp://h/1", "id", "bad_id"),
    ],
)
def test_a_failed_row_names_its_column_and_reason(
    head: str, line: str, column: str, reason: str
) -> None:
    (row,) = rows(f"{head}\n{line}\n")
    assert (row.state, row.number, row.column, row.reason) == (RowState.FAILED, 2, column, reason)


def test_two_rows_for_one_source_the_second_fails() -> None:
    made = rows(
        f"名称,地址,国标编码\n甲,rtsp://h/1,{CODE}\n乙,rtsp://h/2,{CODE}\n甲,rtsp://h/1,\n丙,rtsp://h/3,\n"
    )
    assert states(made) == ["new", "failed", "failed", "new"]
    assert [(r.column, r.reason, r.got) for r in made[1:3]] == [
        ("code", "twice", "2"),
        ("name", "twice", "2"),
    ]


def test_a_code_of_two_sources_is_for_a_person_to_decide() -> None:
    (row,) = rows(
        f"名称,地址,国标编码\n甲,rtsp://h/1,{CODE}\n",
        camera("a", code=CODE),
        camera("b", code=CODE),
    )
    assert (row.column, row.reason, row.got) == ("code", "ambiguous", "a, b")


def test_a_backup_further_down_by_name_and_one_that_failed() -> None:
    made = rows(
        "名称,地址,备用源\n甲,rtsp://h/1,乙\n乙,rtsp://h/2,\n丙,rtsp://h/3,丁\n丁,rtsp://h:99999/4,\n"
    )
    assert states(made) == ["new", "new", "failed", "failed"]
    assert made[0].after is not None
    assert made[1].after is not None
    assert made[0].after.backup == made[1].after.id


def test_the_preview_hides_passwords_and_says_that_they_change() -> None:
    batches = Batches(VirtualClock())
    data = "编号,名称,用户名,密码\na,机位 a,admin,n3w-pass\n".encode()
    batch = batches.prepare(data, known(camera("a")), SEALER.source, lambda: "x")
    text = preview_of(batch, 7).model_dump_json()
    assert "n3w-pass" not in text + repr(batch)
    (row,) = preview_of(batch, 7).rows
    assert [(c.field, c.before, c.after) for c in row.changes] == [("password", "***", "***")]


def test_previews_are_kept_for_a_while() -> None:
    clock = VirtualClock()
    batches = Batches(clock)
    made = []
    for n in range(8):
        data = f"名称,地址\n甲{n},rtsp://h/{n}\n".encode()
        made.append(batches.prepare(data, {}, SEALER.source, lambda: "x"))
        batches.keep(made[-1])
    assert batches.get(made[0].digest) is None
    assert batches.get(made[-1].digest) is made[-1]
    assert len({one.digest for one in made}) == 8


def test_a_batch_is_over_what_it_saw() -> None:
    before = camera("a")
    batch = Batches(VirtualClock()).prepare(
        "编号,名称,地址\na,新名,\n,乙,rtsp://h/2\n".encode(),
        known(before),
        SEALER.source,
        lambda: "n",
    )
    with pytest.raises(BadFile):
        Batches(VirtualClock()).prepare(b"", {}, SEALER.source, lambda: "n")
    command = batch.command()
    # The address was emptied: that row fails, the other is new.
    assert [s.id for s in command.sources] == ["n"]
    assert command.before == ()
