"""Preview, import, failed rows, export and template over HTTP, on a whole room."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.unit.api.conftest import Rig
from wallctl.app import compose
from wallctl.simulators.discoverable import Device, discoverable
from wallctl.transport.finding import NetworkDiscovery

WORD = "s3cret-Wort"
CSV = (
    "编号,名称,主码流地址,国标编码,用户名,密码\n"
    f"a,新名,rtsp://10.0.0.1/live,00402000001320000001,admin,{WORD}\n"
    ",乙,rtsp://10.0.0.2/2,,,\n"
    f",丙,rtsp://h:99999/3,,u,{WORD}\n"
    "same,信号 same,rtsp://10.0.0.1/live,,,\n"
)


async def previewed(rig: Rig, text: str = CSV) -> dict[str, Any]:
    status, raw = await rig.post("/api/v1/sources/import/preview", text.encode("gbk"))
    assert status == 200, raw
    made: dict[str, Any] = json.loads(raw)
    return made


async def applied(rig: Rig, digest: str, id: str = "") -> tuple[int, dict[str, Any]]:
    body = json.dumps({"digest": digest, "id": id}).encode()
    status, raw = await rig.post("/api/v1/sources/import?user=li", body)
    answer: dict[str, Any] = json.loads(raw)
    return status, answer


async def test_a_preview_changes_nothing_and_is_applied_as_seen(rig: Rig) -> None:
    await rig.source("a")
    await rig.source("same")
    before = await rig.entities("source")
    preview = await previewed(rig)
    assert await rig.entities("source") == before
    assert {k: preview[k] for k in ("new", "changed", "same", "failed")} == {
        "new": 1,
        "changed": 1,
        "same": 1,
        "failed": 1,
    }
    changed = preview["rows"][0]
    assert {"field": "name", "before": "信号 a", "after": "新名"} in changed["changes"]
    failed = preview["rows"][2]
    assert (failed["number"], failed["column"], failed["reason"]) == (4, "main", "host")

    status, answer = await applied(rig, preview["digest"], "one")
    assert (status, answer["result"]) == (200, "done")
    after = await rig.entities("source")
    assert len(after) == 3
    assert (after["a"]["name"], after["a"]["code"]) == ("新名", "00402000001320000001")
    assert after["a"]["secret"] == "sealed"
    assert after["a"]["main"] == "rtsp://admin@10.0.0.1/live"
    revision = (await rig.state())["revision"]
    # Asked again with the same id it is not done twice, and it went back in one step.
    assert (await applied(rig, preview["digest"], "one"))[1]["result"] == "done"
    assert (await rig.state())["revision"] == revision
    _, undone = await rig.send("undo", user="li")
    assert undone.result == "done"
    assert await rig.entities("source") == before


async def test_what_moved_on_since_the_preview_is_not_trampled(rig: Rig) -> None:
    await rig.source("a")
    preview = await previewed(rig)
    await rig.ok("source.update", id="a", place="东门")
    before = await rig.entities("source")
    status, answer = await applied(rig, preview["digest"])
    assert (status, answer["code"], answer["fields"]["reason"]) == (409, "conflict", "moved_on")
    assert await rig.entities("source") == before
    fresh = await previewed(rig)
    assert fresh["digest"] != preview["digest"]
    assert (await applied(rig, fresh["digest"]))[0] == 200


async def test_failed_rows_as_a_file(rig: Rig) -> None:
    preview = await previewed(rig)
    status, raw = await rig.get(f"/api/v1/sources/import/{preview['digest']}/failed?lang=zh")
    text = raw.decode("utf-8-sig")
    assert status == 200
    assert "丙" in text
    assert "乙" not in text
    assert "未导入原因" in text
    assert WORD not in text


async def test_a_password_is_nowhere(rig: Rig) -> None:
    await rig.source("a")
    preview = await previewed(rig)
    _, answer = await applied(rig, preview["digest"])
    said = [json.dumps(preview), json.dumps(answer), json.dumps(await rig.state())]
    for format in ("xlsx", "csv", "m3u", "xspf"):
        status, raw = await rig.get(f"/api/v1/sources/export?format={format}")
        assert status == 200
        said.append(raw.decode("latin-1"))
    said += [f.read_bytes().decode("latin-1") for f in rig.data.rglob("*") if f.is_file()]
    assert not [text[:200] for text in said if WORD in text]


async def test_export_of_chosen_ones(rig: Rig) -> None:
    await rig.source("a")
    await rig.source("b")
    _, raw = await rig.get("/api/v1/sources/export?format=csv&lang=en&id=b")
    lines = raw.decode("utf-8-sig").splitlines()
    assert len(lines) == 2
    assert lines[0].startswith("ID,Name,")


async def test_the_template_is_a_workbook(rig: Rig) -> None:
    status, raw = await rig.get("/api/v1/sources/template")
    assert status == 200
    assert raw.startswith(b"PK")


async def test_wrong_files_and_asks_change_nothing(rig: Rig) -> None:
    for data, reason in ((b"", "empty_file"), (b"\xd0\xcf\x11\xe0", "old_xls")):
        status, raw = await rig.post("/api/v1/sources/import/preview", data)
        assert (status, json.loads(raw)["fields"]["reason"]) == (422, reason)
    too_large = b"a" * (16 * 1024 * 1024 + 1)
    status, raw = await rig.post("/api/v1/sources/import/preview", too_large)
    assert (status, json.loads(raw)["code"]) == (413, "too_large")
    status, raw = await rig.post("/api/v1/sources/import", b"{")
    assert (status, json.loads(raw)["fields"]["key"]) == (422, "digest")
    status, answer = await applied(rig, "none")
    assert (status, answer["fields"]["reason"]) == (404, "preview_gone")
    assert (await rig.get("/api/v1/sources/import/none/failed"))[0] == 404
    assert (await rig.get("/api/v1/sources/export?format=exe"))[0] == 422
    assert await rig.entities("source") == {}


async def test_many_sources_by_one_command(rig: Rig) -> None:
    await rig.source("a", "rtsp://admin@10.0.0.1/a")
    await rig.source("b", "rtsp://admin@10.0.0.2/b")
    await rig.ok("source.update_many", ids=["a", "b"], password=WORD, tags_add=["汛"])
    after = await rig.entities("source")
    assert [one["secret"] for one in after.values()] == ["sealed", "sealed"]
    assert [one["tags"] for one in after.values()] == [["汛"], ["汛"]]
    await rig.ok("source.replace", id="a", main=f"rtsp://root:{WORD}@10.0.0.9/x", code="1")
    assert (await rig.entities("source"))["a"]["main"] == "rtsp://root@10.0.0.9/x"
    for file in rig.data.rglob("*"):
        if file.is_file():
            assert WORD not in file.read_bytes().decode("latin-1")


async def test_who_may_not_import_may_not_preview_either(rig: Rig) -> None:
    password = "Kx7#sluice-口令"
    await rig.ok("user.add", name="王工", role="engineer", password=password)

    async def bearer(user: str) -> dict[str, str]:
        body = json.dumps({"user": user, "password": password}).encode()
        _, raw = await rig.post("/api/v1/sign-in", body)
        return {"Authorization": f"Bearer {json.loads(raw)['token']}"}

    chief = await bearer("王工")
    add = {"name": "小李", "role": "operator", "password": password}
    body = json.dumps({"id": "add-li", "kind": "user.add", "args": add}).encode()
    assert (await rig.post("/api/v1/commands", body, **chief))[0] == 200
    li = await bearer("小李")
    for path in ("/api/v1/sources/import/preview", "/api/v1/sources/import"):
        status, raw = await rig.post(path, CSV.encode(), **li)
        assert (status, json.loads(raw)["fields"]["need"]) == (403, "engineer")
    assert (await rig.get("/api/v1/sources/import/x/failed", **li))[0] == 403
    assert (await rig.get("/api/v1/sources/export?format=csv"))[0] == 401
    assert (await rig.get("/api/v1/sources/export?format=csv", **li))[0] == 200
    status, _ = await rig.post("/api/v1/sources/import/preview", CSV.encode(), **chief)
    assert status == 200


async def test_a_search_of_the_real_network_proposes(
    rig: Rig, monkeypatch: pytest.MonkeyPatch
) -> None:
    await rig.stop()
    monkeypatch.setattr(
        compose, "NetworkDiscovery", lambda: NetworkDiscovery(lambda: ("127.0.0.1",))
    )
    await rig.start()
    ball = Device("1111-aa", "布控球 03", "DS-2DE", "http://10.0.0.3/onvif/device_service")
    async with discoverable(ball):
        answer = await rig.ok("source.find", seconds=1)
    assert dict(answer.fields)["count"] == "1"
    state = await rig.state()
    (one,) = state["observed"]["proposals"]
    assert (one["name"], one["how"], one["address"]) == (ball.name, "onvif", ball.address)
    assert one["at"] > 0
    assert state["entities"]["source"] == [], "nothing is taken in by itself"
