"""Which of a source's streams its sound comes with."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from wallctl.domain.audio import Sounding
from wallctl.domain.plan import FeedSpec
from wallctl.feeds.keys import FeedKey, Mode, Want

MAIN, SUB = "main", "sub"


class Soundings:
    """Keeps a source's sound on the stream that it came with, as long as that one plays."""

    def __init__(self) -> None:
        self._with: dict[str, FeedKey] = {}

    def place(
        self,
        wants: Mapping[FeedKey, Want],
        sounds: Iterable[Sounding],
        specs: Mapping[str, FeedSpec],
    ) -> dict[FeedKey, Want]:
        """The wants with the sound in them. A source that has no picture here is read for its
        sound alone."""
        placed = dict(wants)
        chosen: dict[str, FeedKey] = {}
        for one in sounds:
            spec = specs.get(one.source)
            if spec is None:
                continue
            key = self._key(one.source, placed)
            if key is None:
                key = FeedKey(one.source, SUB if spec.sub else MAIN)
                placed[key] = Want(spec, Mode.WARM)
            placed[key] = replace(placed[key], sound=one)
            chosen[one.source] = key
        self._with = chosen
        return placed

    def _key(self, source: str, wants: Mapping[FeedKey, Want]) -> FeedKey | None:
        before = self._with.get(source)
        if before in wants:
            return before
        mine = [key for key in wants if key.source == source]
        mine.sort(key=lambda key: (wants[key].mode is not Mode.PLAY, key.stream != MAIN))
        return mine[0] if mine else None
