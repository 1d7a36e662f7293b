"""How FFmpeg opens each kind of address."""

from __future__ import annotations

import socket
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import av
import av.error
from av.container import InputContainer

from wallctl.domain.entities import Medium, Transport
from wallctl.domain.plan import FeedSpec
from wallctl.feeds.players import scheme

OPEN_S = 5.0
_READ_S = 4.0
_KNOCK_S = 1.0
_PORTS = {"rtsp": 554, "rtsps": 322, "rtmp": 1935, "rtmps": 443, "http": 80, "https": 443}
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


def read_s(spec: FeedSpec) -> float:
    """How long a playing feed may give nothing before it is opened again."""
    return max(_READ_S, spec.stale_s + 1.0)


def ways(spec: FeedSpec, address: str) -> list[Way]:
    """The ways to try, best first."""
    # FFmpeg's own limit comes after ours, so that silence is always told by ours.
    limit_us = str(int((max(OPEN_S, read_s(spec)) + 1.0) * 1_000_000))
    kind = scheme(address)
    if spec.medium is Medium.CAPTURE or kind == "v4l2":
        return [_capture(spec, address)]
    if kind in ("rtsp", "rtsps"):
        return _rtsp(spec.options.transport, address, limit_us)
    if kind in ("udp", "rtp", "srtp"):
        # A little is read to find the streams; datagrams lost in the kernel are avoidable.
        options = {"analyzeduration": "500000", "probesize": "500000", "fpsprobesize": "0"}
        options |= {"buffer_size": "2097152", "overrun_nonfatal": "1", "fifo_size": "20000"}
        return [Way(address, options=options, udp=True)]
    if kind in ("rtmp", "rtmps", "tcp"):
        return [Way(address, options={"analyzeduration": "500000", "fpsprobesize": "0"})]
    if kind in _PAGED:
        options = {"analyzeduration": "1000000", "rw_timeout": limit_us}
        return [Way(address, options=options, live=False)]
    if kind in ("", "file"):
        options = {}
        if address.endswith(".sdp"):
            options = {"protocol_whitelist": "file,udp,rtp,tcp"}
            return [Way(address, options=options, udp=True)]
        return [Way(address.removeprefix("file://"), live=False, loops=True)]
    return [Way(address)]


def _rtsp(transport: Transport, address: str, limit_us: str) -> list[Way]:
    common = {
        "probesize": "32",
        "analyzeduration": "0",
        "fpsprobesize": "0",
        "allowed_media_types": "video+audio",
        "timeout": limit_us,
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


def open_way(way: Way, read_limit_s: float) -> InputContainer:
    """Opens it within OPEN_S. Raises av.error.FFmpegError, OSError."""
    return av.open(
        way.url,
        "r",
        format=way.format,
        options=way.options,
        timeout=(OPEN_S, read_limit_s),
    )


def other_transport(error: BaseException) -> bool:
    """The server does not do this RTSP transport (461)."""
    refused = (av.error.HTTPOtherClientError, av.error.HTTPServerError)
    if isinstance(error, refused):
        return True
    words = getattr(error, "strerror", "") or ""
    return "Protocol not supported" in words or "not implemented" in words.lower()


def listens(address: str) -> bool:
    """Whether something is there that has not answered: datagrams are waited for, and a server
    takes connections. Blocks for a second at most (and the look-up of a name)."""
    kind = scheme(address)
    if kind in ("udp", "rtp", "srtp"):
        return True
    if kind not in _PORTS:
        return False
    try:
        parts = urlsplit(address)
        where = (parts.hostname or "", parts.port or _PORTS[kind])
        with socket.create_connection(where, timeout=_KNOCK_S):
            return True
    except (OSError, ValueError):
        return False
