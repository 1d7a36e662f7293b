"""What the node learnt of its feeds: their own sizes and rates, and their newest figures."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from ui.wall.streams import Known
from wallctl.domain.geometry import Size
from wallctl.domain.observed import FeedFigures, Picture
from wallctl.feeds.keys import FeedKey

_USUAL_FPS = (5.0, 10.0, 15.0, 25.0, 30.0, 50.0)


class FeedNotes:
    """`figures` asks the feeds how they do, `has` whether a frame of one can be drawn."""

    def __init__(
        self, figures: Callable[[], Iterable[FeedFigures]], has: Callable[[FeedKey], bool]
    ) -> None:
        self._ask = figures
        self._natives: dict[FeedKey, Size] = {}
        self._rates: dict[FeedKey, float] = {}
        self._figures: dict[FeedKey, FeedFigures] | None = None
        self.known = Known(self._natives.get, has, self._rate, self._codec, self._lost)

    def figures(self) -> Mapping[FeedKey, FeedFigures]:
        """As they were when first asked since the last `moved`."""
        if self._figures is None:
            self._figures = {FeedKey(f.source, f.stream): f for f in self._ask()}
        return self._figures

    def moved(self) -> None:
        """The figures are others by now."""
        self._figures = None

    def seen(self, key: FeedKey, native: Size) -> bool:
        """A frame came of a stream of that size; True where that is news."""
        news = self._natives.get(key) != native
        self._natives[key] = native
        return news

    def second(self) -> None:
        """Asks anew, and learns the rates."""
        self.moved()
        for key, feed in self.figures().items():
            if feed.fps > self._rates.get(key, 0.0):
                self._rates[key] = usual(feed.fps)

    def keep(self, wanted: Callable[[FeedKey], bool]) -> None:
        """Forgets the sizes and rates of all others."""
        for notes in (self._natives, self._rates):
            for key in [k for k in notes if not wanted(k)]:
                del notes[key]

    def _rate(self, key: FeedKey) -> float:
        """The highest rate a feed brought so far, rounded up to a usual one; 0 unknown."""
        return self._rates.get(key, 0.0)

    def _codec(self, key: FeedKey) -> str:
        feed = self.figures().get(key)
        return feed.codec if feed else ""

    def _lost(self, key: FeedKey) -> bool:
        feed = self.figures().get(key)
        return feed is not None and feed.picture in (Picture.SLATE, Picture.STALE)


def usual(fps: float) -> float:
    """The usual frame rate that a measured one stands for, so that plans do not flutter."""
    return next((usual for usual in _USUAL_FPS if fps <= usual * 1.08), 60.0)
