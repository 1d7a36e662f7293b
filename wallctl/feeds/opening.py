"""How FFmpeg opens each kind of address."""

from __future__ import annotations

from dataclasses import dataclass, field

import av
import av.error
from av.container import InputContainer

from wallctl.domain.entities import Medium, Transport
from wallctl.domain.plan import FeedSpec
from wallctl.feeds.players import scheme

OPEN_S = 5.0
_LIVE = frozenset({"rtsp", "rtsps", "udp", "rtp", "rtmp", "rtmps", "v4l2", "srtp", "tcp"})
_PAGED = frozenset({"http", "https", "hls"})


@dataclass(frozen=True, slots=True)
class Way:
    """How an address is opened: `live` streams come at their own pace, others are paced by us;
    `loops` are local files that start again at their end."""

    url: str
    format: str | None = None
    options: dict[str, str] = field(default_factory=dict)
    live: bool = True
    loops: bool = False
    udp: bool = False  # a lost datagram is a damaged picture


def ways(spec: FeedSpec, address: str) -> list[Way]:
    """The ways to try, best first."""
    kind = scheme(address)
    if spec.medium is Medium.CAPTURE or kind == "v4l2":
        return [_capture(spec, address)]
    if kind in ("rtsp", "rtsps"):
        return _rtsp(spec.options.transport, address)
    if kind in ("udp", "rtp", "srtp"):
        # A little is read to find the streams; datagrams lost in the kernel are avoidable.
        options = {"analyzeduration": "500000", "probesize": "500000", "fpsprobesize": "0"}
        options |= {"buffer_size": "2097152", "overrun_nonfatal": "1", "fifo_size": "20000"}
        return [Way(address, options=options, udp=True)]
    if kind in ("rtmp", "rtmps", "tcp"):
        return [Way(address, options={"analyzeduration": "500000", "fpsprobesize": "0"})]
    if kind in _PAGED:
        options = {"analyzeduration": "1000000", "rw_timeout": "5000000"}
        return [Way(address, options=options, live=False)]
    if kind in ("", "file"):
        options = {}
        if address.endswith(".sdp"):
            options = {"protocol_whitelist": "file,udp,rtp,tcp"}
            return [Way(address, options=options, udp=True)]
        return [Way(address.removeprefix("file://"), live=False, loops=True)]
    return [Way(address)]


def _rtsp(transport: Transport, address: str) -> list[Way]:
    common = {
        "probesize": "32",
        "analyzeduration": "0",
        "fpsprobesize": "0",
        "allowed_media_types": "video",
        "timeout": str(int(OPEN_S * 1_000_000)),
        "max_delay": "150000",  # how long a reordered datagram is waited for, µs
        "buffer_size": "2097152",
    }
    tcp = Way(address, options=common | {"rtsp_transport": "tcp"})
    udp = Way(address, options=common | {"rtsp_transport": "udp"}, udp=True)
    if transport is Transport.TCP:
        return [tcp]
    return [udp] if transport is Transport.UDP else [tcp, udp]


def _capture(spec: FeedSpec, address: str) -> Way:
    """`v4l2:///dev/video0`, `/dev/video0`; size and rate are the source's options."""
    device = address.removeprefix("v4l2:").removeprefix("//") or "/dev/video0"
    size = spec.options.size
    options = {"video_size": f"{size.w}x{size.h}"}
    if spec.options.fps > 0:
        options["framerate"] = f"{spec.options.fps:g}"
    return Way(device, format="video4linux2", options=options)


def open_way(way: Way, read_s: float) -> InputContainer:
    """Opens it within OPEN_S. Raises av.error.FFmpegError, OSError."""
    return av.open(
        way.url,
        "r",
        format=way.format,
        options=way.options,
        timeout=(OPEN_S, read_s),
    )


def other_transport(error: BaseException) -> bool:
    """The server does not do this RTSP transport (461)."""
    refused = (av.error.HTTPOtherClientError, av.error.HTTPServerError)
    if isinstance(error, refused):
        return True
    words = getattr(error, "strerror", "") or ""
    return "Protocol not supported" in words or "not implemented" in words.lower()
