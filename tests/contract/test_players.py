"""What every player must do, run against each of them: ffmpeg (PyAV) and vlc (libVLC)."""

from __future__ import annotations

from pathlib import Path

import av
import pytest

from tests.peers.rtsp_peer import make_clip
from tests.unit.feeds.conftest import Bench, until
from wallctl.domain.entities import Medium, PlayerChoice, PlayOptions
from wallctl.domain.geometry import Size
from wallctl.domain.observed import Picture, Reason
from wallctl.domain.plan import FeedSpec
from wallctl.feeds.keys import FeedKey, Mode, Want

KEY = FeedKey("s", "main")
PATIENCE_S = 40.0  # libVLC takes seconds for a first picture on a busy machine


@pytest.fixture(params=[PlayerChoice.FFMPEG, PlayerChoice.VLC], ids=["ffmpeg", "vlc"])
def player(request) -> PlayerChoice:
    return request.param


@pytest.fixture(scope="module")
def film(tmp_path_factory) -> Path:
    """Two seconds of 320x240 at 25 fps as a file that a player knows the length of."""
    folder = tmp_path_factory.mktemp("film")
    units = make_clip(folder, "units")
    film = folder / "film.mp4"
    with (
        av.open(str(units), format="h264", options={"framerate": "25"}) as given,
        av.open(str(film), "w") as made,
    ):
        stream = made.add_stream_from_template(given.streams.video[0])
        for number, packet in enumerate(given.demux(video=0)):
            if packet.size:
                packet.pts = packet.dts = number * int(1 / 25 / packet.time_base)
                packet.stream = stream
                made.mux(packet)
    return film


def spec(player: PlayerChoice, address: str, **more) -> FeedSpec:
    return FeedSpec("s", "s", more.pop("medium", Medium.STREAM), address, player=player, **more)


async def test_plays_a_file_and_goes_on_after_its_end(bench: Bench, player, film: Path) -> None:
    bench.manager.want({KEY: Want(spec(player, str(film)))})
    frame = await until(lambda: bench.manager.acquire(KEY), PATIENCE_S)
    assert frame.native == Size(320, 240)
    assert (frame.width, frame.height) == (320, 240)
    # It has 50 pictures: more of them mean that it started again.
    await until(lambda: bench.figures(KEY).frames > 60, PATIENCE_S)
    assert bench.figures(KEY).player == player.value


async def test_delivers_the_wanted_size_from_the_next_frame_on(
    bench: Bench, player, film: Path
) -> None:
    bench.manager.want({KEY: Want(spec(player, str(film)), size=Size(160, 120))})
    frame = await until(lambda: bench.manager.acquire(KEY), PATIENCE_S)
    assert (frame.width, frame.height, frame.native) == (160, 120, Size(320, 240))
    bench.manager.want({KEY: Want(spec(player, str(film)), size=Size(100, 75))})
    await until(lambda: bench.manager.acquire(KEY).width == 100, PATIENCE_S)
    bench.manager.want({KEY: Want(spec(player, str(film)), size=Size(4000, 3000))})
    frame = await until(lambda: (f := bench.manager.acquire(KEY)).width == 320 and f, PATIENCE_S)
    assert frame.height == 240, "never made larger than it is"


async def test_sheds_frames_when_asked(bench: Bench, player, film: Path) -> None:
    bench.manager.want({KEY: Want(spec(player, str(film)), max_fps=5)})
    await until(lambda: bench.manager.acquire(KEY), PATIENCE_S)
    await until(lambda: bench.figures(KEY).frames > 10, PATIENCE_S)
    assert bench.figures(KEY).fps < 10


async def test_warm_shows_nothing_and_play_brings_a_picture(
    bench: Bench, player, film: Path
) -> None:
    bench.manager.want({KEY: Want(spec(player, str(film)), mode=Mode.WARM)})
    await until(lambda: bench.figures(KEY).picture is Picture.WARM, PATIENCE_S)
    assert bench.manager.acquire(KEY) is None
    bench.manager.want({KEY: Want(spec(player, str(film)))})
    await until(lambda: bench.manager.acquire(KEY), PATIENCE_S)
    await until(lambda: bench.figures(KEY).picture is Picture.LIVE, PATIENCE_S)


async def test_says_that_a_file_is_not_there(bench: Bench, player) -> None:
    result = await bench.manager.probe(spec(player, "/no/such/film.mp4"), PATIENCE_S)
    assert not result.ok and result.reason is Reason.NOT_FOUND


async def test_a_file_that_comes_is_played(bench: Bench, player, film: Path, tmp_path) -> None:
    late = tmp_path / "late.mp4"
    bench.manager.want({KEY: Want(spec(player, str(late)))})
    await until(lambda: bench.figures(KEY).reason is Reason.NOT_FOUND, PATIENCE_S)
    assert bench.figures(KEY).picture is Picture.SLATE
    late.symlink_to(film)  # there at once and whole
    await until(lambda: bench.figures(KEY).picture is Picture.LIVE, PATIENCE_S)


async def test_a_capture_device_that_is_not_there(bench: Bench, player) -> None:
    """No machine of ours has one: this is as far as capture is tested."""
    for address in ("v4l2:///dev/video63", "/dev/video63"):
        wanted = spec(player, address, medium=Medium.CAPTURE, options=PlayOptions(fps=25))
        result = await bench.manager.probe(wanted, PATIENCE_S)
        assert not result.ok and result.reason is Reason.NOT_FOUND


async def test_a_password_is_in_no_figure(bench: Bench, player) -> None:
    address = "http://operator:hunter2secret@127.0.0.1:9/live"
    bench.manager.want({KEY: Want(spec(player, address))})
    await until(lambda: bench.figures(KEY).reason is not Reason.NONE, PATIENCE_S)
    assert "hunter2secret" not in repr(bench.figures(KEY))
