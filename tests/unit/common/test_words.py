"""Both languages say the same things, and nothing the code says is missing."""

import re
import string
from collections.abc import Iterator
from pathlib import Path

import pytest

from ui.common import words as words_module
from ui.common.command_button import State
from ui.common.words import Words
from ui.desk.functions import FUNCTIONS
from wallctl.domain.commands import KINDS
from wallctl.domain.entities import Carrier, Medium, SourceKind
from wallctl.domain.observed import Picture, Reason

UI = Path(words_module.__file__).parents[1]
LITERAL = re.compile(r'"([a-z_]+\.(?!qss)[a-z_0-9]+)"')
AREAS = ("common", "desk")


@pytest.fixture
def words() -> Words:
    return Words(*AREAS)


def test_same_keys_in_both_languages(words: Words) -> None:
    assert words.keys("zh") == words.keys("en")


def test_same_fields_in_both_languages() -> None:
    zh, en = Words(*AREAS, lang="zh"), Words(*AREAS, lang="en")
    for key in zh.keys("zh"):
        assert _fields(zh(key)) == _fields(en(key)), key


def _fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def _said() -> Iterator[str]:
    """Every literal in the desk's code whose first part is a family of its words."""
    families = {key.split(".")[0] for key in Words(*AREAS).keys("zh")}
    for file in [*(UI / "desk").glob("*.py"), *(UI / "common").glob("*.py")]:
        for key in LITERAL.findall(file.read_text("utf-8")):
            if key.endswith(".png"):
                continue  # a file of the same first word
            if key.split(".")[0] in families and key not in KINDS:
                yield key


def test_every_literal_key_has_words(words: Words) -> None:
    missing = {key for key in _said() if not words.has(key)}
    assert not missing


@pytest.mark.parametrize(
    ("family", "values"),
    [
        ("kind", SourceKind),
        ("carrier", Carrier),
        ("medium", Medium),
        ("picture", Picture),
    ],
)
def test_every_value_has_words(words: Words, family: str, values: type) -> None:
    assert not [v for v in values if not words.has(f"{family}.{v.value}")]


def test_every_reason_has_words(words: Words) -> None:
    assert not [r for r in Reason if r.value and not words.has(f"reason.{r.value}")]


def test_every_command_has_words(words: Words) -> None:
    assert not [kind for kind in KINDS if not words.has(f"did.{kind}")]


def test_every_button_state_has_words(words: Words) -> None:
    assert not [s for s in State if s is not State.IDLE and not words.has(f"button.{s.value}")]


def test_every_key_has_words(words: Words) -> None:
    names = [f.name for f in FUNCTIONS if not f.name.startswith(("recall_", "live_"))]
    assert not [name for name in names if not words.has(f"key.{name}")]


def test_help_in_both_languages() -> None:
    help_folder = UI.parent / "resources" / "help"
    for lang in ("zh", "en"):
        assert (help_folder / f"desk.{lang}.md").read_text("utf-8").startswith("## ")
