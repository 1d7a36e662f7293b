"""Lists of sources through the client, from a real engine: in, out, refused, and away."""

from __future__ import annotations

import pytest

from tests.unit.api.conftest import Rig
from wallctl.client.errors import EngineUnreachable, FileRefused
from wallctl.client.files import Files
from wallctl.wire.importing import EXPORT_PATH, IMPORT_PATH, TEMPLATE_PATH

CSV = "名称,主码流地址\n甲,rtsp://10.0.0.1/1\n乙,rtsp://h:99999/2\n"


async def test_in_and_out(rig: Rig) -> None:
    files = Files(rig.url, "", "li")
    preview = await files.preview(CSV.encode("gbk"))
    assert (preview.new, preview.failed) == (1, 1)
    answer = await files.apply(preview.digest, "one")
    assert answer.result == "done"
    failed = await files.fetch(f"{IMPORT_PATH}/{preview.digest}/failed", lang="zh")
    assert "乙" in failed.decode("utf-8-sig")
    (id,) = await rig.entities("source")
    await rig.source("other")
    one = await files.fetch(EXPORT_PATH, ids=[id], format="csv", lang="zh")
    assert len(one.decode("utf-8-sig").splitlines()) == 2
    everything = await files.fetch(EXPORT_PATH, format="csv", lang="zh")
    assert len(everything.decode("utf-8-sig").splitlines()) == 3
    assert (await files.fetch(TEMPLATE_PATH)).startswith(b"PK")


async def test_why_not(rig: Rig) -> None:
    files = Files(rig.url, "", "li")
    with pytest.raises(FileRefused) as caught:
        await files.preview(b"\xd0\xcf\x11\xe0")
    assert caught.value.fields["reason"] == "old_xls"
    with pytest.raises(FileRefused) as caught:
        await files.preview(b"a" * (17 * 1024 * 1024))
    assert caught.value.fields["reason"] == "too_large"
    assert (await files.apply("none")).result == "refused"
    with pytest.raises(FileRefused) as caught:
        await files.fetch(f"{IMPORT_PATH}/none/failed")
    assert caught.value.fields["reason"] == "preview_gone"


async def test_the_engine_is_away(rig: Rig) -> None:
    await rig.stop()
    with pytest.raises(EngineUnreachable):
        await Files(rig.url, "", "li").preview(CSV.encode())
    await rig.start()
