"""What the demo is filled with fits its walls, and names nothing that is not there."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from wallctl.app.demo.content import FOLDER, SITE, Content, load, tiles_of
from wallctl.app.demo.ports import DemoPorts
from wallctl.app.site import load_site
from wallctl.domain.entities import Medium, Output, Wall
from wallctl.domain.geometry import Rect
from wallctl.simulators.clips import FOOTAGE, standard_set

PORTS = DemoPorts(hall=1, consult=2, feeds=3, pages=4)


@pytest.fixture(scope="module")
def content() -> Content:
    return load(PORTS)


def walls() -> list[tuple[Wall, tuple[Output, ...]]]:
    site = load_site(SITE)
    return [
        (wall, tuple(o for o in room.outputs if o.wall == wall.id))
        for room in site.rooms
        for wall in room.walls
    ]


def test_the_site_is_a_hall_of_4x2_and_a_consultation_room_of_2x1() -> None:
    assert [(w.id, len(outputs)) for w, outputs in walls()] == [
        ("hall-wall", 8),
        ("consult-wall", 2),
    ]


def test_there_are_enough_sources_of_each_kind(content: Content) -> None:
    media = Counter(s.medium for s in content.sources)
    assert media[Medium.STREAM] >= 12
    assert media[Medium.WEB] >= 3
    for one in (Medium.PDF, Medium.IMAGE, Medium.TEXT, Medium.CLOCK, Medium.BARS):
        assert media[one] >= 1
    codecs = {s.name: s.codec for s in standard_set(Path("/nowhere"))}
    cards = [clip for clip in content.clips.values() if clip not in FOOTAGE]
    assert {codecs[f"{clip}.main"] for clip in cards} == {"h264", "h265"}
    assert set(FOOTAGE) <= set(content.clips.values())


def test_ids_and_names_are_there_once(content: Content) -> None:
    for values in (
        [s.id for s in content.sources],
        [s.name for s in content.sources],
        [s.id for s in content.scenes],
        [s.number for s in content.scenes],
    ):
        assert len(set(values)) == len(values)
    assert all(s.name and s.name_en for s in content.sources)


def test_addresses_are_filled_in(content: Content) -> None:
    for source in content.sources:
        assert "{" not in source.main
        if source.medium is Medium.STREAM:
            assert source.main == f"rtsp://127.0.0.1:3/{source.id}/main"
            assert source.sub == f"rtsp://127.0.0.1:3/{source.id}/sub"
        if source.medium is Medium.WEB:
            assert source.main.startswith("http://127.0.0.1:4/")
        if source.medium in {Medium.PDF, Medium.IMAGE}:
            assert Path(source.main).is_relative_to(FOLDER)
            assert Path(source.main).exists()


def test_scenes_have_the_names_of_such_a_centre(content: Content) -> None:
    names = [(s.number, s.name) for s in content.scenes]
    wanted = ("日常值守", "应急指挥", "防汛防台", "森林防火", "视频会商", "观摩汇报")
    assert names == list(enumerate(wanted, 1))


def test_every_scene_fits_both_walls(content: Content) -> None:
    known = {s.id for s in content.sources}
    for wall, outputs in walls():
        whole = Rect(0, 0, wall.canvas.w, wall.canvas.h)
        for scene in content.scenes:
            tiles = tiles_of(scene, wall, outputs)
            assert tiles, f"{scene.name} shows nothing on {wall.name}"
            for tile in tiles:
                assert tile.source in known, f"{scene.name}: {tile.source}"
                assert whole.contains(tile.rect), f"{scene.name}: {tile}"


def test_tiles_end_at_bezels_and_meet_within_a_cell(content: Content) -> None:
    hall, outputs = walls()[0]
    tiles = {t.source: t.rect for t in tiles_of(content.scenes[0], hall, outputs)}
    assert tiles["ywt"] == Rect(0, 0, 1920 * 2 + 10, 1080 * 2 + 10)
    assert tiles["lw02"] == Rect(3860, 0, 1920, 1080)
    assert tiles["bk03"] == Rect(3860, 1090, 1920, 1080)
    assert tiles["sq"] == Rect(5790, 0, 960, 540)
    assert tiles["qx"] == Rect(6750, 0, 960, 540)


def test_the_first_scene_is_what_the_benchmark_says_it_is(content: Content) -> None:
    kinds = {s.id: s.medium for s in content.sources}
    shown = Counter(kinds[t[0]] for t in content.scenes[0].walls["hall-wall"])
    assert shown == {Medium.STREAM: 8, Medium.WEB: 3}
