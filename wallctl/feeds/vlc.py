"""The vlc player: libVLC draws into memory (vmem). For SRT, capture, discs and odd formats."""

from __future__ import annotations

import threading
import time
from pathlib import Path
from typing import Any

import av.error
from av.video.frame import VideoFrame

from wallctl.domain.entities import Medium
from wallctl.domain.geometry import Size
from wallctl.domain.observed import Picture, Reason
from wallctl.feeds.again import play_again
from wallctl.feeds.faults import PlayFailed
from wallctl.feeds.keys import Mode
from wallctl.feeds.messages import Change, Open
from wallctl.feeds.players import VLC, scheme
from wallctl.feeds.scale import Libraries, Scaler, target
from wallctl.feeds.vlcframe import VlcFrame
from wallctl.feeds.vlclib import NoVlc, VlcLibrary
from wallctl.feeds.worker_end import WorkerEnd

_POLL_S = 0.2
_FIRST_S = 10.0  # libVLC needs 1-2 s for a first picture, SRT some more
_PAUSES_S = (0.3, 3.0)
_UNSURE_S = 1.5
# What this machine cannot play is said again, not tried.
_NEVER = frozenset({Reason.NO_PLAYER, Reason.NO_RTSP_IN_VLC})
_NEVER_S = (30.0, 30.0)


class VlcPlayers:
    """One libVLC instance for the process."""

    def __init__(self) -> None:
        self._libraries = Libraries.load()
        try:
            self._library: VlcLibrary | None = VlcLibrary()
        except NoVlc:
            self._library = None

    def open(self, end: WorkerEnd, order: Open) -> VlcPlayer:
        return VlcPlayer(end, order, self._library, self._libraries)


class VlcPlayer:
    """A thread starts libVLC players one after the other and looks after them; pictures come
    on libVLC's own threads. While warm it goes on decoding and shows nothing."""

    def __init__(
        self, end: WorkerEnd, order: Open, library: VlcLibrary | None, libraries: Libraries
    ) -> None:
        self._end = end
        self._feed = order.feed
        self._spec = order.spec
        self._address = order.address
        self._library = library
        self._size, self._max_fps, self._mode = order.size, order.max_fps, order.mode
        self._sound = order.sound is not None
        self._closed = threading.Event()
        self._scaler = Scaler(libraries)
        self._native = Size(0, 0)
        self._visible: Size | None = None
        self._unsure_at = 0.0  # since when the true size is looked for
        self._decoding_until = 0.0
        self._decoded = 0
        self._new_at = self._shown_at = 0.0
        self._figures: dict[str, float | str] = {"player": VLC, "dropped": 0, "reconnects": 0}
        self._dropped = self._reconnects = self._frames = 0
        threading.Thread(target=self._run, name=f"feed {order.feed}", daemon=True).start()

    def change(self, order: Change) -> None:
        self._size, self._max_fps, self._mode = order.size, order.max_fps, order.mode
        self._sound = order.sound is not None

    def close(self) -> None:
        self._closed.set()

    # -- the feed's thread ---------------------------------------------------------------

    def _run(self) -> None:
        play_again(
            self._play,
            self._closed,
            shown=lambda: self._frames,
            failed=self._failed,
            pauses=lambda why: _NEVER_S if why in _NEVER else _PAUSES_S,
        )

    def _failed(self, why: PlayFailed, played: bool) -> None:
        self._reconnects += played
        self._say(Picture.SLATE, why.reason, why.detail)

    def _play(self) -> None:
        """Plays until it ends. Raises PlayFailed."""
        library = self._able()
        media = library.instance.media_new(_location(self._spec.medium, self._address))
        if media is None:
            raise PlayFailed(Reason.FORMAT)
        for option in self._options():
            media.add_option(option)
        player = library.instance.media_player_new()
        frame = VlcFrame(self._show)
        library.set_callbacks(
            player, frame.format, frame.cleanup, frame.lock, frame.unlock, frame.display
        )
        player.set_media(media)
        self._decoded = 0
        try:
            self._watch(library, player, media)
        finally:
            player.stop()  # on this thread: from a callback it would never return
            player.release()
            media.release()

    def _able(self) -> VlcLibrary:
        if self._library is None:
            raise PlayFailed(Reason.NO_PLAYER)
        if scheme(self._address) in ("rtsp", "rtsps") and not self._library.has_plugin("live555"):
            raise PlayFailed(Reason.NO_RTSP_IN_VLC)
        file = _local(self._spec.medium, self._address)
        if file is not None and not file.exists():
            raise PlayFailed(Reason.NOT_FOUND, "no such file or device")
        return self._library

    def _options(self) -> list[str]:
        options = [o if o.startswith(":") else f":{o}" for o in self._spec.options.vlc.split()]
        if self._spec.medium is Medium.CAPTURE:
            size, fps = self._spec.options.size, self._spec.options.fps
            options += [f":v4l2-width={size.w}", f":v4l2-height={size.h}", f":v4l2-fps={fps:g}"]
        elif _local(self._spec.medium, self._address) is not None:
            options.append(":input-repeat=65535")
        return options

    def _watch(self, library: VlcLibrary, player: Any, media: Any) -> None:
        state = library.vlc.State
        began = time.monotonic()
        before = self._frames
        player.play()
        while not self._closed.wait(_POLL_S if self._visible and not self._unsure_at else 0.02):
            now = time.monotonic()
            self._read_stats(library, player, media)
            is_now = player.get_state()
            if is_now in (state.Error, state.Ended):
                raise PlayFailed(Reason.ENDED if self._frames > before else Reason.UNREACHABLE)
            if self._frames == before and now - began > _FIRST_S:
                raise PlayFailed(Reason.SILENT, "no picture in time")
            if self._frames > before and now - self._new_at > self._spec.stale_s + 4:
                raise PlayFailed(Reason.SILENT)
            if self._frames > before:
                warm = self._mode is Mode.WARM
                self._say(Picture.WARM if warm else Picture.LIVE)

    def _read_stats(self, library: VlcLibrary, player: Any, media: Any) -> None:
        stats = library.vlc.MediaStats()
        if not media.get_stats(stats):
            return
        if stats.decoded_video > self._decoded:
            self._decoded = stats.decoded_video
            self._decoding_until = time.monotonic() + 3 * _POLL_S
        self._figures["lost"] = stats.lost_pictures + stats.demux_corrupted
        self._figures["kbps"] = max(0.0, stats.demux_bitrate * 8000)
        w, h = player.video_get_size(0) or (0, 0)
        if w > 0 and h > 0:
            self._visible = Size(w, h)
            self._figures["rate"] = float(player.get_fps() or 0.0)

    # -- libVLC's threads ----------------------------------------------------------------

    def _show(self, frame: VideoFrame, filled: Size, other: bool) -> None:
        now = time.monotonic()
        if not other and now > self._decoding_until:
            return  # the old picture once more
        self._new_at = now
        self._frames += 1
        if self._mode is Mode.WARM or self._closed.is_set():
            return
        if self._max_fps > 0 and now - self._shown_at < 0.9 / self._max_fps:
            return
        native = self._real(filled, now)
        if native is None:
            return
        size = target(native, self._size)
        slot = self._end.begin(self._feed, size.w, size.h)
        if slot is None:
            self._dropped += 1
            return
        try:
            self._scaler.into(frame, slot, size, visible=native)
        except (ValueError, av.error.FFmpegError):
            return
        self._native, self._shown_at = native, now
        self._end.publish(self._feed, arrived_ns=time.monotonic_ns(), native=native)

    def _real(self, filled: Size, now: float) -> Size | None:
        """The size without libVLC's padding (258 lines for 240); None while it is not known,
        which is a moment at each change of size."""
        seen = self._visible
        if seen is not None and 0 <= filled.w - seen.w < 32 and 0 <= filled.h - seen.h < 32:
            self._unsure_at = 0.0
            return seen
        self._unsure_at = self._unsure_at or now
        return filled if now - self._unsure_at > _UNSURE_S else None

    def _say(self, picture: Picture, reason: Reason = Reason.NONE, detail: str = "") -> None:
        figures = self._figures | {
            "width": self._native.w,
            "height": self._native.h,
            "dropped": self._dropped,
            "reconnects": self._reconnects,
        }
        # It plays pictures only: whoever waits for its sound is told.
        sound = "no_way" if self._sound else ""
        self._end.say(self._feed, picture, reason, detail, **figures, sound=sound)


def _local(medium: Medium, address: str) -> Path | None:
    """The file or device behind an address, where it is one of this machine."""
    kind = scheme(address)
    if medium is Medium.CAPTURE or kind == "v4l2":
        return Path(address.removeprefix("v4l2:").removeprefix("//") or "/dev/video0")
    if kind in ("", "file"):
        return Path(address.removeprefix("file://"))
    return None


def _location(medium: Medium, address: str) -> str:
    file = _local(medium, address)
    if file is None:
        return address
    if medium is Medium.CAPTURE or scheme(address) == "v4l2":
        return f"v4l2://{file}"
    return str(file.absolute())
