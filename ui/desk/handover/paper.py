"""The handover page on paper: A4, with lines to sign on."""

from __future__ import annotations

from datetime import datetime
from html import escape
from pathlib import Path

from PySide6.QtCore import QMarginsF, QSizeF, QStandardPaths
from PySide6.QtGui import QFont, QPageLayout, QPageSize, QPdfWriter, QTextDocument

from ui.common.words import Words
from ui.desk.handover.text import Section

_STYLE = """
h1 { font-size: 17pt; } h2 { font-size: 12pt; margin-top: 12pt; }
p, li, td { font-size: 10.5pt; } .muted { color: #555555; } td.sign { padding-top: 36pt; }
"""


def folder() -> Path:
    """Where printed pages go: wallctl's folder in the user's documents."""
    documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    return Path(documents or Path.home()) / "wallctl"


def file_name(room: str, at: float, words: Words) -> str:
    said = datetime.fromtimestamp(at).strftime("%Y-%m-%d-%H%M")
    keep = "".join(c for c in room if c not in '/\\:*?"<>|').strip()
    return f"{words('page.handover')}-{keep}-{said}.pdf"


def page_html(
    parts: tuple[Section, ...], words: Words, *, room: str, at: float, outgoing: str, said: str
) -> str:
    """The page as the document that is printed."""
    when = datetime.fromtimestamp(at).strftime("%Y-%m-%d %H:%M:%S")
    out = [f"<style>{_STYLE}</style><h1>{escape(room)} · {escape(words('page.handover'))}</h1>"]
    out.append(f"<p class='muted'>{when}　{escape(said)}</p>")
    for part in parts:
        items = "".join(f"<li>{escape(item)}</li>" for item in part.items)
        empty = f"<p class='muted'>{escape(words('handover.none'))}</p>"
        out.append(
            f"<h2>{escape(words(part.key))}</h2>" + (f"<ul>{items}</ul>" if items else empty)
        )
    blank = "＿" * 12
    cells = "".join(
        f"<td class='sign' width='50%'>{escape(words(key))}：{escape(name)} {blank}</td>"
        for key, name in (("handover.outgoing", outgoing), ("handover.incoming", ""))
    )
    dates = f"<td width='50%'>{escape(words('handover.signed_at'))}：{blank}</td>" * 2
    out.append(f"<table width='100%'><tr>{cells}</tr><tr>{dates}</tr></table>")
    return "".join(out)


def write_pdf(file: Path, html: str, font: QFont) -> None:
    """Writes the document on A4, whole or not at all. Raises OSError."""
    file.parent.mkdir(parents=True, exist_ok=True)
    fresh = file.with_suffix(".part")
    writer = QPdfWriter(str(fresh))
    writer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    writer.setPageMargins(QMarginsF(18, 18, 18, 18), QPageLayout.Unit.Millimeter)
    document = QTextDocument()
    paper = QFont(font)
    paper.setPointSizeF(10.5)
    document.setDefaultFont(paper)
    document.setHtml(html)
    rect = writer.pageLayout().paintRectPixels(writer.resolution())
    document.documentLayout().setPaintDevice(writer)
    document.setPageSize(QSizeF(rect.size()))
    document.print_(writer)
    del writer
    if not fresh.is_file() or not fresh.stat().st_size:
        raise OSError(f"{file}: nothing was written")
    fresh.replace(file)
