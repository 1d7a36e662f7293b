"""The feed server of demo and tests behaves like a camera, good or bad."""

from __future__ import annotations

import socket
import struct
import threading
import time
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import av
import pytest

from tests.e2e.counters import CARD, CORNER, Reading, read_picture
from tests.processes import wait_for
from wallctl.simulators.cards import Card
from wallctl.simulators.clips import encoder
from wallctl.simulators.feed_server import FeedServer, FeedServerError

pytestmark = pytest.mark.peer
QUICK = {"rtsp_transport": "tcp", "probesize": "32", "analyzeduration": "0"}


def frames(url: str, count: int, transport: str = "tcp") -> Iterator[tuple[av.VideoFrame, float]]:
    options = {**QUICK, "rtsp_transport": transport}
    with av.open(url, options=options, timeout=5) as stream:
        for frame in stream.decode(video=0):
            yield frame, time.monotonic()
            count -= 1
            if count == 0:
                return


def luma(frame: av.VideoFrame):  # type: ignore[no-untyped-def]  # numpy's shape types say nothing
    return frame.to_ndarray()[: frame.height]


@pytest.mark.parametrize("transport", ["tcp", "udp"])
@pytest.mark.parametrize("clip", ["card-01", "card-02"])
def test_frames_come_in_order(feed_server: FeedServer, clip: str, transport: str) -> None:
    main, sub = feed_server.add_source(f"order-{clip}-{transport}", clip)
    for url, size in ((main, (1920, 1080)), (sub, (640, 360))):
        seen: list[Reading] = []
        for frame, _ in frames(url, 30, transport):
            assert (frame.width, frame.height) == size
            reading = read_picture(luma(frame), CARD)
            assert reading is not None
            seen.append(reading)
        assert {r.source for r in seen} == {int(clip[-2:])}
        steps = [(b.frame - a.frame) % 200 for a, b in pairwise(seen)]
        assert set(steps) == {1}


def test_footage_says_what_it_is(feed_server: FeedServer, clips: Path) -> None:
    if not (clips / "bunny.main.json").exists():
        pytest.skip("the footage was not fetched")
    main, _ = feed_server.add_source("film", "bunny")
    for frame, _ in frames(main, 3):
        reading = read_picture(luma(frame), CORNER)
        assert reading is not None
        assert reading.source == 201


def test_nothing_is_sent_while_nobody_watches(feed_server: FeedServer) -> None:
    main, _ = feed_server.add_source("lonely", "card-03")
    assert len(list(frames(main, 3))) == 3
    wait_for("the watcher to be gone", lambda: feed_server.watchers()["/lonely/main"] == 0)


def test_a_source_with_sound_has_room_for_two(feed_server: FeedServer) -> None:
    """Two rooms show the same camera; its sound is no reason to turn the second away."""
    url = feed_server.add("/sounding/main", "card-03.main", tone=440)
    first = frames(url, 60)
    next(first)
    with av.open(url, options={"rtsp_transport": "tcp"}, timeout=5) as second:
        assert {stream.type for stream in second.streams} == {"video", "audio"}
        seen = {packet.stream.type for packet, _ in zip(second.demux(), range(100), strict=False)}
        assert seen == {"video", "audio"}
    assert next(first)


def test_a_password_is_asked_for(feed_server: FeedServer) -> None:
    plain = feed_server.add("/locked/main", "card-03.main", user="admin", password="geheim")
    for url in (plain, feed_server.url("/locked/main", "admin", "wrong")):
        with pytest.raises(av.error.HTTPUnauthorizedError):
            list(frames(url, 1))
    assert list(frames(feed_server.url("/locked/main", "admin", "geheim"), 1))


def test_a_removed_source_throws_its_watchers_out(feed_server: FeedServer) -> None:
    url = feed_server.add("/dying/main", "card-05.sub")
    watching = frames(url, 10_000)
    next(watching)
    feed_server.remove("/dying/main")
    with pytest.raises((av.FFmpegError, StopIteration)):  # an error or the plain end, by timing
        for _ in range(500):
            next(watching)
    with pytest.raises(av.FFmpegError):
        list(frames(url, 1))
    feed_server.add("/dying/main", "card-05.sub")
    assert list(frames(url, 1))


def test_a_stalled_source_stays_connected_and_comes_back(feed_server: FeedServer) -> None:
    url = feed_server.add("/stalling/main", "card-05.sub")
    got: list[float] = []
    end = threading.Event()

    def pull() -> None:
        for _, at in frames(url, 10_000):
            got.append(at)
            if end.is_set():
                return

    puller = threading.Thread(target=pull)
    puller.start()
    try:
        wait_for("frames", lambda: len(got) > 5)
        feed_server.stall("/stalling/main")
        wait_for("silence", lambda: time.monotonic() - got[-1] > 0.7)
        assert feed_server.watchers()["/stalling/main"] == 1
        before = len(got)
        feed_server.resume("/stalling/main")
        wait_for("frames again", lambda: len(got) > before + 5)
    finally:
        feed_server.resume("/stalling/main")
        end.set()
        puller.join(10)
    assert not puller.is_alive()


def test_the_size_changes_in_mid_stream(feed_server: FeedServer) -> None:
    url = feed_server.add("/changing/main", "card-07.main")
    sizes: list[tuple[int, int]] = []
    for n, (frame, _) in enumerate(frames(url, 40)):
        sizes.append((frame.width, frame.height))
        if n == 10:
            feed_server.switch("/changing/main", "card-07.sub")
    assert sizes[0] == (1920, 1080)
    assert sizes[-1] == (640, 360)


def test_another_codec_in_mid_stream_is_refused(feed_server: FeedServer) -> None:
    feed_server.add("/fixed/main", "card-07.main")
    with pytest.raises(FeedServerError, match="h265"):
        feed_server.switch("/fixed/main", "card-08.main")


def test_live_units_pass_through(feed_server: FeedServer, tmp_path: Path) -> None:
    path = tmp_path / "units"
    url = feed_server.live("/live/main", path)
    end = threading.Event()

    def encode() -> None:
        card, context = Card(42, 320, 180), encoder("h264", 320, 180)
        with socket.socket(socket.AF_UNIX) as out:
            out.connect(str(path))
            number = 0
            while not end.wait(0.04):
                frame = av.VideoFrame.from_ndarray(card.frame(number).packed(), format="yuv420p")
                frame.pts = number
                for packet in context.encode(frame):
                    out.sendall(struct.pack(">I", packet.size) + bytes(packet))
                number += 1

    sender = threading.Thread(target=encode)
    sender.start()
    try:
        seen = [read_picture(luma(frame)) for frame, _ in frames(url, 5)]
    finally:
        end.set()
        sender.join(10)
    assert [r.source for r in seen if r] == [42] * 5


def test_a_taken_port_is_said(feed_server: FeedServer) -> None:
    with pytest.raises(FeedServerError, match="port"):
        FeedServer(port=feed_server.port)


def test_wrong_requests_are_answered(feed_server: FeedServer) -> None:
    for ask in ({"do": "fly"}, {"do": "stall", "mount": "/nowhere"}, {"do": "add", "mount": "/x"}):
        with pytest.raises(FeedServerError):
            feed_server.ask(ask)
    with pytest.raises(FeedServerError, match="No such file"):
        feed_server.add("/x/main", Path("/nowhere.bin"))


def test_it_ends_with_who_started_it(own_feed_server: FeedServer) -> None:
    own_feed_server.close()
    assert own_feed_server.process.returncode is not None
