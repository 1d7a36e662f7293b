"""A profile by filling a form: what comes of it, the templated driver takes."""

from __future__ import annotations

import pytest

from tests.unit.desk.devices.conftest import Seat, Site
from ui.common.lint import findings
from ui.desk.devices.profile_form import ENDS, ProfileForm, head, house_profiles, point
from ui.desk.pages.devices import DevicesPage
from wallctl.domain.devices.options import complete
from wallctl.domain.devices.points import Capability
from wallctl.drivers.templated import FAMILY
from wallctl.wire.devices import DRIVERS_PATH, Drivers

SWITCH = {
    "kind": "switch",
    "name": "幕布",
    "set": "SCREEN {value}",
    "on": "DOWN",
    "off": "UP",
    "low": "",
    "high": "",
    "query": "SCREEN ?",
    "reply": "SCREEN {value}",
}
LEVEL = {**SWITCH, "kind": "level", "name": "音量", "set": "VOL {value}", "low": "0", "high": "60"}
LEVEL |= {"query": "VOL ?", "reply": "VOL {value:d}"}


def text() -> str:
    told = head("\r", hex=False)
    for values in (SWITCH, {**SWITCH, "name": "第二幕布"}, LEVEL):
        told += "\n" + point(values, told)
    return told


def test_the_driver_takes_what_the_form_writes() -> None:
    given = {"profile": "own", "profile_text": text(), "host": "h"}
    points = FAMILY.points(complete(FAMILY.card.options, given))
    assert [(p.key, p.capability) for p in points] == [
        ("switch", Capability.SWITCH),
        ("switch.2", Capability.SWITCH),
        ("level", Capability.LEVEL),
    ]
    assert (points[2].low, points[2].high) == (0, 60)
    assert points[0].text.zh == "幕布"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": " "}, "name"),
        ({"set": ""}, "set"),
        ({"on": ""}, "on"),
        ({"reply": ""}, "reply"),
        ({"kind": "level", "low": "x", "high": "9"}, "low"),
    ],
)
def test_what_is_missing_names_its_field(change: dict[str, str], field: str) -> None:
    with pytest.raises(ValueError, match=f"^{field}$"):
        point({**SWITCH, **change}, "")


def test_quotes_and_backslashes_stay_as_typed() -> None:
    made = point({**SWITCH, "name": 'a"b\\c'}, "")
    given = {"profile": "own", "profile_text": head("\r", hex=False) + "\n" + made, "host": "h"}
    (one,) = FAMILY.points(complete(FAMILY.card.options, given))
    assert one.text.zh == 'a"b\\c'


async def test_in_the_form_it_adds_and_never_replaces(seat: Seat, site: Site) -> None:
    seat.room.pages[DRIVERS_PATH] = Drivers(families=(FAMILY.card,))
    page: DevicesPage = seat.page(DevicesPage)
    await seat.done()
    page.add()
    form = page.form
    form.options["profile"].editor.put("own")
    form.options["profile"].changed.emit()
    profile, editor = form.profile, form.options["profile_text"].editor
    assert isinstance(profile, ProfileForm)
    assert not form.options["profile_text"].isHidden()
    profile.end.editor.put("crlf")
    profile.add.press()
    assert not profile.fields["name"].wrong.isHidden(), "nothing is added without a name"
    for key, value in SWITCH.items():
        profile.fields[key].editor.put(value)
    profile.add.press()
    assert 'end = "\\r\\n"' in editor.value()
    profile.copy.press()
    assert "SCREEN" in editor.value(), "what stands there stays"
    editor.put("")
    profile.copy.press()
    assert "[[points]]" in editor.value()
    seat.qtbot.wait(40)
    assert not [str(one) for one in findings(page)]


def test_there_are_profiles_to_start_from() -> None:
    assert "extron-sis" in house_profiles()
    assert set(ENDS.values()) == {"\r", "\r\n", "\n", ""}
