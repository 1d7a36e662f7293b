"""What a feed that was opened only to be tested has shown."""

from __future__ import annotations

from wallctl.domain.observed import ProbeResult, Reason
from wallctl.feeds.feed import Feed


def probe_result(feed: Feed, now: float, epoch: float) -> ProbeResult:
    """`now`: the node's monotonic seconds, `epoch` its clock's seconds since 1970."""
    figures = feed.figures(now, epoch)
    said = feed.last_said
    reason = said.reason if said is not None else Reason.UNREACHABLE
    if not feed.has_frame and reason is Reason.NONE:
        reason = Reason.SILENT
    fps = said.figures.get("rate", 0.0) if said is not None else 0.0
    return ProbeResult(
        ok=feed.has_frame,
        reason=Reason.NONE if feed.has_frame else reason,
        detail=figures.detail,
        first_picture_ms=feed.connect_ms,
        codec=figures.codec,
        width=figures.width,
        height=figures.height,
        fps=float(fps) if isinstance(fps, (int, float)) else 0.0,
        player=figures.player,
    )
