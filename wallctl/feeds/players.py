"""Which player opens a source: `auto` by its address, or the one named by hand."""

from __future__ import annotations

from wallctl.domain.entities import Medium, PlayerChoice
from wallctl.domain.plan import FeedSpec

FFMPEG, VLC = "ffmpeg", "vlc"
NAMES = frozenset({FFMPEG, VLC, ""})

# What the FFmpeg of the PyAV wheel has no protocol for.
_VLC_SCHEMES = frozenset(
    {"srt", "dvd", "dvdsimple", "cdda", "bluray", "vcd", "screen", "rist", "dshow", "smb", "vlc"}
)

_FFMPEG_ONLY = frozenset({"rtsp", "rtsps", "rtmp", "rtmps", "testcard"})


def scheme(address: str) -> str:
    """The part before `:`; empty for a plain path."""
    head, colon, _ = address.partition(":")
    return head.lower() if colon and len(head) > 1 and "/" not in head else ""


def choose(spec: FeedSpec, stream: str, *, tried_vlc: bool = False) -> str:
    """`ffmpeg` or `vlc`. What the chosen one cannot do, its worker says as the reason."""
    if spec.player is not PlayerChoice.AUTO:
        return spec.player.value
    address = spec.sub if stream == "sub" and spec.sub else spec.main
    if tried_vlc or scheme(address) in _VLC_SCHEMES:
        return VLC
    if spec.medium is Medium.CAPTURE and scheme(address) not in ("", "v4l2"):
        return VLC
    return FFMPEG


def may_fall_back(spec: FeedSpec, stream: str, player: str) -> bool:
    """FFmpeg cannot read the format, and nobody asked for it by name: libVLC may, but for
    what it has no better way to open."""
    address = spec.sub if stream == "sub" and spec.sub else spec.main
    if scheme(address) in _FFMPEG_ONLY:
        return False
    return spec.player is PlayerChoice.AUTO and player == FFMPEG
