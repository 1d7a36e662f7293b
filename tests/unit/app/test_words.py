"""The words of the command line are there in both languages, with the same fields."""

from __future__ import annotations

import json
import re
from importlib.resources import files

import pytest

from wallctl.app.words import CliWords, language
from wallctl.domain.observed import Picture


def table(lang: str) -> dict[str, str]:
    place = files("resources") / "translations" / f"cli.{lang}.json"
    return dict(json.loads(place.read_text("utf-8")))


def test_both_languages_say_the_same_things() -> None:
    zh, en = table("zh"), table("en")
    assert zh.keys() == en.keys()
    for key in zh:
        assert set(re.findall(r"{(\w+)", zh[key])) == set(re.findall(r"{(\w+)", en[key])), key


def test_every_picture_has_its_word() -> None:
    words = CliWords("zh")
    assert all(words.has(f"picture.{one.value}") for one in Picture)


@pytest.mark.parametrize(
    ("told", "lang"), [("zh_CN.UTF-8", "zh"), ("en_US.UTF-8", "en"), ("C", "en"), ("", "en")]
)
def test_the_language_follows_the_locale(
    monkeypatch: pytest.MonkeyPatch, told: str, lang: str
) -> None:
    for name in ("LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", told)
    assert language() == lang
