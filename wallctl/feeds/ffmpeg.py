"""The ffmpeg player: PyAV, a thread for each feed."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import av.error
from av.audio.stream import AudioStream
from av.container import InputContainer
from av.packet import Packet
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from wallctl.domain.geometry import Size
from wallctl.domain.observed import Picture, Reason
from wallctl.feeds import faults, opening
from wallctl.feeds.again import play_again
from wallctl.feeds.backlog import Backlog
from wallctl.feeds.decode import Decoder
from wallctl.feeds.faults import PlayFailed
from wallctl.feeds.keys import Mode
from wallctl.feeds.messages import Change, Open
from wallctl.feeds.meter import Meter
from wallctl.feeds.opening import Way
from wallctl.feeds.pace import Pace
from wallctl.feeds.players import FFMPEG
from wallctl.feeds.read_ahead import read_ahead
from wallctl.feeds.scale import Libraries, Scaler, target
from wallctl.feeds.sound.outlets import Outlets
from wallctl.feeds.sound.track import FeedSound
from wallctl.feeds.worker_end import WorkerEnd

_SAY_S = 1.0
# Short enough that a source is back within 5 s of its return, the opening included.
_PAUSES_S = (0.2, 3.0)
# A server that took this long over nonsense had nothing to say: its source is silent.
_SILENT_S = 2.0
_AUTH_PAUSES_S = (10.0, 60.0)  # cameras lock out who asks too often


class FfmpegPlayers:
    """Opens players in this process; they share what is loaded once."""

    def __init__(self) -> None:
        self._libraries = Libraries.load()
        self._outlets = Outlets()

    def open(self, end: WorkerEnd, order: Open) -> FfmpegPlayer:
        sound = FeedSound(self._outlets.named(f"wallctl:{order.spec.source}"))
        return FfmpegPlayer(end, order, self._libraries, sound)


class FfmpegPlayer:
    """Opens, plays and opens again for ever, until closed."""

    def __init__(self, end: WorkerEnd, order: Open, libraries: Libraries, sound: FeedSound) -> None:
        self._end = end
        self._feed = order.feed
        self._spec = order.spec
        self._address = order.address
        self._wanted = order
        self._ways = opening.ways(order.spec, order.address)
        self._read_s = opening.read_s(order.spec)
        self._played = False  # it gave packets once: what it is can be read here
        self._closed = threading.Event()
        self._meter = Meter()
        self._sound = sound
        sound.order(order.sound)
        self._scaler = Scaler(libraries)
        self._said_at = 0.0
        self._said: tuple[Picture, Reason, bool] | None = None
        self._live = False  # what was said last is that it is live, with its rate
        self._shown_at = 0.0
        self._shown = 0
        self._codec = ""
        self._native = Size(0, 0)
        # What `target` made of (native, wanted): the same nearly always.
        self._fitted: tuple[Size, Size | None, Size] = (self._native, None, self._native)
        self._size, self._max_fps, self._mode = order.size, order.max_fps, order.mode
        name = f"feed {order.feed}"
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._thread.start()

    def change(self, order: Change) -> None:
        self._size, self._max_fps, self._mode = order.size, order.max_fps, order.mode
        self._sound.order(order.sound)

    def close(self) -> None:
        self._closed.set()

    # -- the feed's thread ---------------------------------------------------------------

    def _run(self) -> None:
        try:
            self._again()
        finally:
            self._sound.close()

    def _again(self) -> None:
        play_again(
            self._play,
            self._closed,
            shown=lambda: self._shown,
            failed=self._failed,
            pauses=lambda why: _AUTH_PAUSES_S if why is Reason.AUTH else _PAUSES_S,
        )

    def _failed(self, why: PlayFailed, played: bool) -> None:
        self._meter.reconnects += played
        self._say(Picture.SLATE, why.reason, why.detail)

    def _play(self) -> None:
        """Plays until it ends. Raises PlayFailed."""
        began = time.monotonic()
        container, way = self._open()
        opened = False
        try:
            with container:
                stream = self._video(container)
                opened = True
                self._codec = stream.codec_context.name
                self._meter.connect_ms = (time.monotonic() - began) * 1000
                self._follow(container, stream, way)
        except (av.error.FFmpegError, OSError, ValueError) as error:
            raise faults.from_av(error, playing=opened) from None

    def _open(self) -> tuple[InputContainer, Way]:
        for way in list(self._ways):
            began = time.monotonic()
            try:
                container = opening.open_way(way, self._read_s)
            except (av.error.FFmpegError, OSError, ValueError) as error:
                if way is not self._ways[-1] and opening.other_transport(error):
                    continue
                failed = faults.from_av(error, playing=False)
                if self._is_silence(error, time.monotonic() - began):
                    failed.reason = Reason.SILENT
                failed.detail = faults.without(self._address, failed.detail)
                raise failed from None
            if way is not self._ways[0]:  # what worked is tried first from now on
                self._ways = [way, *(w for w in self._ways if w is not way)]
            return container, way
        raise PlayFailed(Reason.FORMAT)

    def _video(self, container: InputContainer) -> VideoStream:
        """Raises PlayFailed where there is no picture in it."""
        if container.streams.video:
            return container.streams.video[0]
        # Where there was one before, its source is what is missing.
        reason = Reason.SILENT if self._played else Reason.FORMAT
        raise PlayFailed(reason, "no video in the stream")

    def _is_silence(self, error: BaseException, waited_s: float) -> bool:
        """Something is there that gives nothing, rather than something that cannot be read: a
        server whose source stands still does not answer, or breaks off in the end."""
        if isinstance(error, av.error.ExitError):
            return opening.listens(self._address)
        if isinstance(error, av.error.InvalidDataError):
            return self._played or waited_s >= _SILENT_S
        return False

    def _follow(self, container: InputContainer, stream: VideoStream, way: Way) -> None:
        decoder = Decoder(stream.codec_context, live=way.live)
        backlog = Backlog()
        pace = Pace(self._closed) if not way.live else None
        warm = False
        tick = float(stream.time_base or 0)
        self._meter.restart()
        audio = next(iter(container.streams.audio), None)
        self._sound.opened(audio)
        track = self._sound.track
        packets = _packets(
            container,
            stream,
            audio,
            again=way.loops,
            restarted=self._meter.restart,
            patience_s=self._read_s,
        )
        if pace is not None and audio is not None:
            packets = read_ahead(
                packets,
                picture=lambda packet: packet.stream is stream,
                seconds=lambda packet: packet.pts * tick if packet.pts is not None else None,
                pace=pace,
            )
        for packet in packets:
            self._sound.look()
            if isinstance(packet.stream, AudioStream):
                if track is not None:
                    track.take(packet, pace.ahead if pace is not None else _at_once)
                continue
            self._played = True
            arrived = time.monotonic_ns()
            if self._closed.is_set():
                return
            seconds = packet.pts * tick if packet.pts is not None else None
            missing = self._meter.packet(packet.size, seconds)
            if missing and way.udp and not packet.is_keyframe:
                decoder.damage()
            if pace is not None and seconds is not None:
                pace.wait(seconds)
            if self._mode is Mode.WARM:
                if not warm:
                    warm = True
                    backlog.clear()
                backlog.keep(packet, arrived)
                self._say(Picture.WARM)
                continue
            if warm:
                warm = False
                self._catch_up(decoder, backlog)
            for frame, at in decoder.feed(packet, arrived):
                self._show(frame, at)
            self._tell(decoder)

    def _catch_up(self, decoder: Decoder, backlog: Backlog) -> None:
        """Decodes what was kept while warm; only its last picture is converted and shown."""
        whole, from_key = backlog.whole, backlog.from_key
        if from_key or not whole:
            decoder.flush()
        if not whole:
            decoder.damage()
        last: tuple[VideoFrame, int] | None = None
        for packet, arrived in backlog.take():
            for shown in decoder.feed(packet, arrived):
                last = shown
        if last is not None:
            self._show(*last)

    def _show(self, frame: VideoFrame, arrived_ns: int) -> None:
        native, wanted = self._native, self._size
        if native.w != frame.width or native.h != frame.height:
            native = self._native = Size(frame.width, frame.height)
        now = time.monotonic()
        # A tenth of a frame is let pass, so that a source at just this rate is not halved.
        if self._max_fps > 0 and now - self._shown_at < 0.9 / self._max_fps:
            return
        if self._fitted[0] is not native or self._fitted[1] is not wanted:
            self._fitted = (native, wanted, target(native, wanted))
        size = self._fitted[2]
        slot = self._end.begin(self._feed, size.w, size.h)
        if slot is None:
            self._meter.dropped += 1
            return
        self._scaler.into(frame, slot, size, visible=native)
        if not self._end.publish(self._feed, arrived_ns=arrived_ns, native=native):
            self._meter.dropped += 1
            return
        self._shown_at = now
        self._shown += 1

    # -- telling -------------------------------------------------------------------------

    def _tell(self, decoder: Decoder) -> None:
        if decoder.faults:
            self._meter.lost += decoder.faults
            decoder.faults = 0
        elif not decoder.damaged and self._live and time.monotonic() - self._said_at < _SAY_S:
            return  # nothing new, as for nearly every packet
        if decoder.damaged:
            self._say(Picture.HELD, Reason.DAMAGED)
        elif self._shown:
            self._say(Picture.LIVE)

    def _say(self, picture: Picture, reason: Reason = Reason.NONE, detail: str = "") -> None:
        """At each change, and once a second."""
        now = time.monotonic()
        meter = self._meter
        what = (picture, reason, meter.rate > 0)
        self._live = picture is Picture.LIVE and meter.rate > 0
        if what == self._said and now - self._said_at < _SAY_S:
            return
        self._said, self._said_at = what, now
        self._end.say(
            self._feed,
            picture,
            reason,
            detail,
            player=FFMPEG,
            codec=self._codec,
            width=self._native.w,
            height=self._native.h,
            connect_ms=meter.connect_ms,
            kbps=meter.kbps(),
            rate=meter.rate,
            lost=meter.lost,
            dropped=meter.dropped,
            reconnects=meter.reconnects,
            **self._sound.figures(),
        )


def _at_once(_seconds: float) -> float:
    return 0.0


def _packets(
    container: InputContainer,
    stream: VideoStream,
    audio: AudioStream | None,
    *,
    again: bool,
    restarted: Callable[[], None],
    patience_s: float,
) -> Iterator[Packet[Any]]:
    """Packets to the end; with `again` from the start for ever. Sound that goes on without a
    picture for as long as one may be away ends it, too.

    When the time limit for reading (`patience_s`) cuts in, FFmpeg gives out the packet that its
    parser still held, before it says so. That one came with those before: shown now it would
    make a source that stands still look alive.
    """
    streams = (stream,) if audio is None else (stream, audio)
    while True:
        some = False
        asked = seen = time.monotonic()
        for packet in container.demux(*streams):
            now = time.monotonic()
            late = now - asked >= patience_s - 0.02
            if packet.stream is stream:
                seen = now
            elif now - seen >= patience_s:
                return
            if packet.size > 0 and not late:
                some = True
                yield packet
            asked = time.monotonic()
        if not again or not some:
            return
        container.seek(0)
        restarted()
