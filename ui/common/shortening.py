"""Names made to fit: what tells one from another stays, what it shares with others goes first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetricsF

_MOST = 3
"""Leading words that are looked at."""


def shared_starts(names: Mapping[str, str]) -> dict[str, int]:
    """How many leading words of each name another name begins with as well; never all of them."""
    parts = {id: name.split(" ")[: _MOST + 1] for id, name in names.items() if " " in name}
    counts: Counter[tuple[str, ...]] = Counter()
    for words in parts.values():
        counts.update(tuple(words[:n]) for n in range(1, min(len(words), _MOST + 1)))
    shared = {}
    for id, words in parts.items():
        most = min(len(words) - 1, _MOST)
        shared[id] = max((n for n in range(1, most + 1) if counts[tuple(words[:n])] > 1), default=0)
    return shared


def shortened(name: str, shared: int, metrics: QFontMetricsF, width: float) -> str:
    """The name in so much room: without leading words that others share, as few as need be; then
    without its middle."""
    if metrics.horizontalAdvance(name) <= width:
        return name
    words = name.split(" ")
    for dropped in range(1, min(shared, len(words) - 1) + 1):
        said = "…" + " ".join(words[dropped:])
        if metrics.horizontalAdvance(said) <= width:
            return said
    rest = "…" + " ".join(words[shared:]) if shared else name
    return metrics.elidedText(rest, Qt.TextElideMode.ElideMiddle, width)


def in_two(name: str, shared: int, metrics: QFontMetricsF, width: float) -> tuple[str, ...]:
    """The name in lines of so much room: one, or two where it must be. Broken between words, else
    anywhere in Chinese; shortened only where two lines are not enough."""
    words = name.split(" ")
    for dropped in range(min(shared, len(words) - 1) + 1):
        said = "…" + " ".join(words[dropped:]) if dropped else name
        if lines := _broken(said, metrics, width):
            return lines
    return (shortened(name, shared, metrics, width),)


def _broken(said: str, metrics: QFontMetricsF, width: float) -> tuple[str, ...]:
    """In one or two lines; empty where that is not enough."""
    if metrics.horizontalAdvance(said) <= width:
        return (said,)
    spaces = [n for n, one in enumerate(said) if one == " "]
    signs = [n for n in range(1, len(said)) if _breaks(said[n - 1]) or _breaks(said[n])]
    for ends in (spaces, signs):
        for end in reversed(ends):
            first, rest = said[:end].rstrip(), said[end:].lstrip()
            if max(metrics.horizontalAdvance(one) for one in (first, rest)) <= width:
                return first, rest
    return ()


def _breaks(one: str) -> bool:
    """Chinese, Japanese, and their signs: a line may end beside any of them."""
    return one >= "\u2e80"
