"""What changed in a scene, and what it leaves alone, in words."""

from __future__ import annotations

from datetime import datetime

from ui.common.labels import name_of
from ui.common.words import Words
from wallctl.domain.differs import SceneDifference, TileWord, untouched
from wallctl.domain.entities import Scene, SceneVersion
from wallctl.domain.show import Show
from wallctl.domain.versions import Made


def difference_lines(found: SceneDifference, show: Show, words: Words) -> list[str]:
    """A line for each thing that differs; the wall is named where the room has several."""
    lines = []
    if found.name is not None:
        lines.append(words("diff.name", was=found.name[0], now=found.name[1]))
    several = len(show.walls) > 1

    def on(wall: str) -> str:
        named = name_of(show.walls.get(wall), words, wall)
        return words("diff.on_wall", wall=named) if several else ""

    def source(id: str) -> str:
        return name_of(show.sources.get(id), words, id)

    for one in found.tiles:
        if one.what is TileWord.SOURCE:
            said = words("diff.source", was=source(one.was), now=source(one.source))
        else:
            said = words(f"diff.{one.what.value}", name=source(one.source))
        lines.append(on(one.wall) + said)
    lines += [on(wall) + words("diff.restacked") for wall in found.restacked]
    if found.note:
        lines.append(words("diff.note"))
    return lines


def untouched_words(show: Show, scene: Scene | SceneVersion, words: Words) -> str:
    """What recalling it leaves as it is: 不影响：小屏、字幕横幅台标时钟."""
    names = [name_of(show.walls.get(id), words, id) for id in untouched(show, scene)]
    listed = words("scene.and").join((*names, words("scene.overlays")))
    return words("scene.untouched", what=listed)


def made_words(made: Made, words: Words) -> str:
    """When and by whom a version was made."""
    if not made.at:
        return words("scene.made_unknown")
    at = datetime.fromtimestamp(made.at)
    pattern = "%H:%M:%S" if at.date() == datetime.now().date() else "%Y-%m-%d %H:%M"
    return words("scene.made", at=at.strftime(pattern), by=made.by)
