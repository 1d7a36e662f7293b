"""A file of any of the formats, told apart by what is in it: names of files lie."""

from __future__ import annotations

from wallctl.api.importing.lines import decoded, read_lines
from wallctl.api.importing.playlists import looks_like_m3u, read_m3u, read_xspf
from wallctl.api.importing.sheets import read_sheet
from wallctl.api.importing.table import BadFile, Table

_ZIP = b"PK\x03\x04"
_OLD_OFFICE = b"\xd0\xcf\x11\xe0"
_BINARY = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\x1f\x8b", b"Rar!")


def read_file(data: bytes) -> Table:
    """Raises BadFile, which says what is wrong with it as a whole."""
    if not data.strip():
        raise BadFile("empty_file")
    if data.startswith(_ZIP):
        return read_sheet(data)
    if data.startswith(_OLD_OFFICE):
        raise BadFile("old_xls")
    if data.startswith(_BINARY):
        raise BadFile("not_text")
    head = data.lstrip(b"\xef\xbb\xbf \t\r\n")[:200]
    if head.startswith((b"<?xml", b"<playlist")):
        return read_xspf(data)
    text = decoded(data)
    return read_m3u(text) if looks_like_m3u(text) else read_lines(text)
