import pytest

from ui.common.scale import Scale
from ui.common.words import Words


@pytest.fixture
def words() -> Words:
    return Words("common", "desk")


@pytest.fixture
def scale() -> Scale:
    return Scale()
