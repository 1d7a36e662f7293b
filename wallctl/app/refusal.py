"""Why an engine does not start."""

from __future__ import annotations

from wallctl.app.ending import Exit


class Refusal(Exception):
    """`key` and `fields` name the words of the command line that say why."""

    def __init__(self, key: str, code: Exit = Exit.REFUSED, **fields: object) -> None:
        self.key = key
        self.code = code
        self.fields = fields
        super().__init__(f"{key}: {fields}")
