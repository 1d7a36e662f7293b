"""Finding scenes by what is typed."""

from __future__ import annotations

from collections.abc import Iterable

from ui.common.words import Words
from wallctl.domain.entities import Scene


def ordered(scene: Scene) -> tuple[int, str]:
    """By key first, then by name."""
    return scene.number or 99, scene.name


def found(scenes: Iterable[Scene], text: str, words: Words) -> list[Scene]:
    """The scenes that hold every word that was typed, in name, category, note or as their key."""
    typed = text.casefold().split()
    kept = []
    for scene in scenes:
        parts = (scene.name, scene.name_en, scene.category, scene.note, str(scene.number or ""))
        told = "\n".join(parts).casefold()
        if all(word in told for word in typed):
            kept.append(scene)
    return sorted(kept, key=ordered)
