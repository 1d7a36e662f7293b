"""The tour's pictures: numbered PNGs and a page that says what each one shows."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget


@dataclass(frozen=True, slots=True)
class Shot:
    file: str
    says: str


class Album:
    """Writes into `folder`; earlier pictures of a tour there are removed first."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        for old in folder.glob("[0-9][0-9][0-9]-*.png"):
            old.unlink()
        self._folder = folder
        self.shots: list[Shot] = []

    def widget(self, name: str, says: str, widget: QWidget) -> None:
        """A screen as it is painted now."""
        self.image(name, says, widget.grab().toImage())

    def image(self, name: str, says: str, image: QImage) -> None:
        if image.isNull():
            raise AssertionError(f"the picture {name} is empty")
        file = f"{len(self.shots) + 1:03d}-{name}.png"
        if not image.save(str(self._folder / file)):
            raise OSError(f"cannot write {self._folder / file}")
        self.shots.append(Shot(file, says))

    def close(self) -> None:
        """Writes the page: a line for each picture."""
        lines = ["# wallctl: the tour", ""]
        lines += [f"- `{s.file}`: {s.says}" for s in self.shots]
        (self._folder / "index.md").write_text("\n".join(lines) + "\n", encoding="utf-8")
