"""The site file: what it gives, and what is said where it is wrong."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from wallctl.app.site import SiteErrors, load_site
from wallctl.domain.entities import Room
from wallctl.domain.errors import NotFound
from wallctl.domain.geometry import Rect, Size
from wallctl.engine.presence import Duty

GOOD = """\
# A command centre
[site]
name = "清河县应急指挥中心"

[[room]]
id = "hall"
name = "指挥大厅"
name_en = "Command hall"
port = 8700
data = "data/hall"

[[room]]
id = "consult"
name = "会商室"

[[wall]]
id = "big"
room = "hall"
name = "大厅大屏"
background = "bg.png"
safe_picture = "#0B1420"
fade_ms = 400

[wall.grid]
columns = 4
rows = 2
cell = [1920, 1080]
bezel = [20, 30]
node = "hall-1"
window = [480, 270]
origin = [0, 10]

[[wall]]
id = "strip"
room = "hall"
labels = false
canvas = [
  3840,  # LED
  512,
]

[[output]]
id = "led"
wall = "strip"
node = "hall-2"
rect = [0, 0, 3840, 512]
screen = "DP-1"
rotation = 180
content = true

[[wall]]
id = "consult-wall"
room = "consult"

[wall.grid]
columns = 2
rows = 1
cell = [1920, 1080]
node = "consult-1"
screens = ["HDMI-1", "HDMI-2"]

[backup]
every = "90m"
keep = 5
copy_to = "/mnt/spare"
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "bg.png").write_bytes(b"picture")
    return tmp_path


def site_file(folder: Path, text: str) -> Path:
    path = folder / "site.toml"
    path.write_text(text, "utf-8")
    return path


def errors(folder: Path, text: str) -> list[str]:
    """What is said of a site file, without its path."""
    path = site_file(folder, text)
    with pytest.raises(SiteErrors) as wrong:
        load_site(path)
    lines = str(wrong.value).splitlines()
    assert all(line.startswith(f"{path}:") for line in lines)
    return [line.removeprefix(f"{path}:") for line in lines]


def edited(old: str, new: str) -> str:
    assert GOOD.count(old) == 1, old
    return GOOD.replace(old, new)


def line_of(text: str, part: str) -> int:
    """The one line that has this part."""
    (line,) = [n for n, one in enumerate(text.splitlines(), 1) if part in one]
    return line


def test_what_a_site_file_gives(folder: Path) -> None:
    site = load_site(site_file(folder, GOOD))
    assert site.name == "清河县应急指挥中心"
    assert [one.room.id for one in site.rooms] == ["hall", "consult"]
    assert site.backup.every == timedelta(minutes=90)
    assert (site.backup.keep, site.backup.copy_to) == (5, Path("/mnt/spare"))
    assert not site.security.open_to_others

    hall = site.room("hall")
    assert hall.room == Room("hall", "指挥大厅", "Command hall")
    assert (hall.port, hall.data) == (8700, folder / "data" / "hall")
    big, strip = hall.walls
    assert big.canvas == Size(4 * 1920 + 3 * 20, 2 * 1080 + 30)
    assert (big.background, big.safe_picture) == (str(folder / "bg.png"), "#0B1420")
    assert (big.fade_ms, big.labels, strip.labels, strip.name) == (400, True, False, "strip")
    assert strip.canvas == Size(3840, 512)
    outputs = {one.id: one for one in hall.outputs}
    assert list(outputs) == [*(f"big-{n}" for n in range(1, 9)), "led"]
    sixth = outputs["big-6"]
    assert sixth.rect == Rect(1940, 1110, 1920, 1080)
    assert sixth.window == Rect(480, 280, 480, 270)
    led = outputs["led"]
    assert (led.screen, led.rotation, led.content, led.window) == ("DP-1", 180, True, None)

    consult = site.room("consult")
    assert consult.port == 8701
    assert [one.screen for one in consult.outputs] == ["HDMI-1", "HDMI-2"]
    assert consult.command.outputs == consult.outputs


def test_an_unknown_room_is_told_with_the_known(folder: Path) -> None:
    site = load_site(site_file(folder, GOOD))
    with pytest.raises(NotFound, match="hall, consult"):
        site.room("duty")


def test_the_duty_room_and_when_nobody_is_there(folder: Path) -> None:
    usual = load_site(site_file(folder, GOOD)).room("hall")
    assert usual.duty == Duty(300.0, "")
    told = 'data = "data/hall"\nduty_phone = "0571-8888 转 1"\nunattended_after_s = 600'
    said = load_site(site_file(folder, edited('data = "data/hall"', told))).room("hall")
    assert said.duty == Duty(600.0, "0571-8888 转 1")
    assert said.digest == usual.digest  # nothing of the wall has changed


@pytest.mark.parametrize("seconds", ["0", "9", "100000", '"300"', "300.5"])
def test_a_time_without_input_that_cannot_be_meant(folder: Path, seconds: str) -> None:
    text = edited('data = "data/hall"', f'data = "data/hall"\nunattended_after_s = {seconds}')
    assert "unattended_after_s" in errors(folder, text)[0]


def test_the_digest_follows_what_is_meant(folder: Path) -> None:
    before = load_site(site_file(folder, GOOD))
    comment = load_site(site_file(folder, "# more\n" + GOOD.replace(" = ", "   =  ")))
    assert [r.digest for r in comment.rooms] == [r.digest for r in before.rooms]
    moved = load_site(site_file(folder, edited("bezel = [20, 30]", "bezel = [20, 31]")))
    assert moved.room("hall").digest != before.room("hall").digest
    assert moved.room("consult").digest == before.room("consult").digest
    other = replace(before.room("hall"), port=9000)
    assert other.digest == before.room("hall").digest


@pytest.mark.parametrize(
    ("old", "new", "at", "told"),
    [
        ("fade_ms = 400", "fade = 400", "fade = ", "wall[0].fade: is not known here"),
        (
            "fade_ms = 400",
            "fade_m = 400",
            "fade_m",
            "wall[0].fade_m: is not known here; is fade_ms",
        ),
        ("fade_ms = 400", "fade_ms = 9000", "9000", "wall[0].fade_ms: "),
        ("fade_ms = 400", "fade_ms = true", "true", "wall[0].fade_ms: "),
        ("fade_ms = 400", 'fade_ms = "4"', "fade_ms", "wall[0].fade_ms: "),
        ("columns = 4", "columns = 0", "columns = 0", "wall[0].grid.columns: "),
        ("columns = 4\n", "", "[wall.grid]", "wall[0].grid.columns: is required"),
        ("bezel = [20, 30]", "bezel = [20]", "bezel", "wall[0].grid.bezel[1]: is required"),
        ("bezel = [20, 30]", "bezel = [20, -1]", "bezel", "wall[0].grid.bezel[1]: "),
        ("  512,", "  51,", "canvas", "wall[1].canvas[1]: "),
        ("window = [480, 270]", "", "[wall.grid]", "wall[0].grid: needs screens"),
        (
            'screens = ["HDMI-1", "HDMI-2"]',
            'screens = ["HDMI-1"]',
            "screens",
            "wall[2].grid.screens: must have 2 names, one for each cell, has 1",
        ),
        (
            'screens = ["HDMI-1", "HDMI-2"]',
            'screens = ["HDMI-1", "HDMI-1"]',
            "screens",
            "wall[2].grid.screens: consult-wall-2: screen HDMI-1 of node consult-1 is used by"
            " consult-wall-1 already",
        ),
        ('room = "consult"', 'room = "duty"', '"duty"', "wall[2].room: there is no room duty"),
        ('wall = "strip"', 'wall = "stripe"', '"stripe"', "output[0].wall: there is no wall"),
        ('id = "strip"', 'id = "big"', "", "wall[1].id: big is there already (line 17)"),
        ('id = "led"', 'id = "big-3"', "", "output[0].id: big-3 is there already"),
        ('id = "consult"', 'id = "hall"', "", "room[1].id: hall is there already (line 6)"),
        ('id = "consult"', 'id = "con sult"', "", "room[1].id: has a form or characters"),
        ('name = "会商室"', "port = 8700", "", "room[1].port: 8700 is used by room hall too"),
        ('name = "会商室"', 'data = "./data/hall"', "./data", "room[1].data: the same folder"),
        (
            "rect = [0, 0, 3840, 512]",
            "rect = [1, 0, 3840, 512]",
            "rect",
            "output[0].rect: led lies",
        ),
        ("rect = [0, 0, 3840, 512]", "rect = [0, 0, 0, 512]", "rect", "output[0].rect[2]: "),
        ("rotation = 180", "rotation = 45", "45", "output[0].rotation: "),
        ('"bg.png"', '"bh.png"', "bh.png", "wall[0].background: bh.png is not there"),
        ('"#0B1420"', '"#0B142"', "#0B142", "wall[0].safe_picture: must be a colour"),
        ('every = "90m"', 'every = "often"', "often", "backup.every: has a form"),
        ("keep = 5", "keep = 0", "keep", "backup.keep: "),
        ("[site]", "[sight]", "[sight]", "sight: is not known here"),
        ("[backup]", "[[backup]]", "[[backup]]", "backup: must be one table"),
    ],
)
def test_each_error_names_its_line(folder: Path, old: str, new: str, at: str, told: str) -> None:
    text = edited(old, new)
    found = errors(folder, text)
    wanted = f" {told}"
    (line,) = [one for one in found if wanted in one]
    if at:  # what others refer to brings more errors
        assert int(line.split(":")[0]) == line_near(text, new, at)
        assert found == [line]


def line_near(text: str, new: str, at: str) -> int:
    """The line of `at` in or before the edited part; a table's head where a key is missing."""
    place = text.index(new) if new else None
    before = text[: place + len(new)] if place is not None else text
    if at.startswith("[wall.grid]"):
        return text[: text.index(at)].count("\n") + 1
    return before[: before.rindex(at)].count("\n") + 1


def test_all_errors_are_told_at_once_in_the_order_of_the_file(folder: Path) -> None:
    text = GOOD.replace("columns = 4", "columns = 0").replace("keep = 5", "kepp = 5")
    text = text.replace('room = "consult"', 'room = "duty"').replace("port = 8700", "port = 0")
    assert [one.split(":")[1] for one in errors(folder, text)] == [
        " room[0].port",
        " wall[0].grid.columns",
        " wall[2].room",
        " backup.kepp",
    ]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "1: file: names no room ([[room]] with an id)"),
        ("a = \n", "1: syntax: Invalid value, column 5"),
        ('[site]\nname = "a"\nname = "b"\n', "3: syntax: "),
        ("[[room]\nid = 1", "1: syntax: "),
        ('[site]\n\nname = """a\n', "3: syntax: "),
        ("[[room]]\nid = [1,\n2,\n", "3: syntax: "),
        ('room = "hall"', "1: room: must be written [[room]]"),
        ("[room]\nid = 'hall'", "1: room: must be written [[room]]"),
    ],
)
def test_a_text_that_is_no_site_file(folder: Path, text: str, told: str) -> None:
    assert any(one.startswith(told) for one in errors(folder, text)), errors(folder, text)


def test_a_file_that_is_not_utf8(folder: Path) -> None:
    path = folder / "site.toml"
    path.write_bytes("[site]\nname = '指挥'\n".encode("gb18030"))
    with pytest.raises(SiteErrors, match=r"site\.toml:2: file: is not UTF-8"):
        load_site(path)


@pytest.mark.parametrize("name", ["missing.toml", "."])
def test_a_file_that_is_not_there(folder: Path, name: str) -> None:
    with pytest.raises(SiteErrors, match="1: file: cannot be read"):
        load_site(folder / name)


def secure(folder: Path, more: str) -> list[str]:
    return errors(folder, f"[security]\n{more}\n[[room]]\nid = 'hall'\n")


def test_beyond_the_loopback_only_with_tls(folder: Path) -> None:
    told = "2: security.listen: goes beyond this machine: tls_cert and tls_key are required"
    for address in ("0.0.0.0", "192.168.1.5", "::"):
        assert secure(folder, f'listen = "{address}"') == [told]
    for address in ("127.0.0.1", "::1", "localhost", "127.0.0.2"):
        load_site(site_file(folder, f"[security]\nlisten = '{address}'\n[[room]]\nid = 'hall'\n"))
    assert secure(folder, 'listen = "hall.local"') == [
        "2: security.listen: must be an IP address or localhost"
    ]


def test_tls_needs_both_files(folder: Path) -> None:
    (folder / "cert.pem").write_text("certificate")
    assert secure(folder, 'listen = "0.0.0.0"\ntls_cert = "cert.pem"') == [
        "1: security.tls_key: is required: tls_cert and tls_key go together"
    ]
    assert secure(folder, 'tls_cert = "cert.pem"\ntls_key = "key.pem"') == [
        "3: security.tls_key: key.pem is not there"
    ]
    (folder / "key.pem").write_text("key")
    text = "[security]\nlisten = '0.0.0.0'\ntls_cert = 'cert.pem'\ntls_key = 'key.pem'\n"
    site = load_site(site_file(folder, text + "[[room]]\nid = 'hall'\n"))
    assert site.security.open_to_others
    assert site.security.tls_key == folder / "key.pem"


@pytest.mark.parametrize(
    "url",
    [
        "postgresql+psycopg://li:geheim@db/room",
        "postgresql+psycopg://db/room?user=li&password=geheim",
        "postgresql+psycopg://li:geheim@[::/room",
    ],
)
def test_a_password_in_the_file_is_refused_and_not_repeated(folder: Path, url: str) -> None:
    (told,) = errors(folder, f"[[room]]\nid = 'hall'\ndatabase = '{url}'\n")
    assert told.startswith("3: room[0].database: ")
    assert "geheim" not in told


def test_a_database_of_another_make_is_refused(folder: Path) -> None:
    told = errors(folder, "[[room]]\nid = 'hall'\ndatabase = 'mysql://db/room'\n")
    assert told == [
        "3: room[0].database: must begin with sqlite:/// or postgresql+psycopg://",
    ]


def test_two_rooms_do_not_share_a_database(folder: Path) -> None:
    rooms = "".join(
        f"[[room]]\nid = '{id}'\ndatabase = 'postgresql+psycopg://li@db/room'\n" for id in "ab"
    )
    assert errors(folder, rooms) == ["6: room[1].database: the same database is used by room a too"]


def test_rooms_on_two_machines_may_use_one_port(folder: Path) -> None:
    rooms = "".join(f"[[room]]\nid = '{id}'\nhost = '10.0.0.{id}'\nport = 8700\n" for id in "12")
    assert [one.port for one in load_site(site_file(folder, rooms)).rooms] == [8700, 8700]


def test_windows_that_cover_one_another_are_named(folder: Path) -> None:
    text = "[[room]]\nid = 'r'\n[[wall]]\nid = 'w'\nroom = 'r'\ncanvas = [640, 360]\n"
    for n, x in enumerate((0, 320, 639)):
        text += f"[[output]]\nid = 'o{n}'\nwall = 'w'\nnode = 'n'\nrect = [0, 0, 640, 360]\n"
        text += f"window = [{x}, 0, 320, 180]\n"
    assert errors(folder, text) == [
        "24: output[2].window: o2: its window lies over that of o1 (line 13)"
    ]


def test_a_wall_that_shows_nowhere_is_named(folder: Path) -> None:
    text = "[[room]]\nid = 'r'\n[[wall]]\nid = 'w'\nroom = 'r'\n"
    assert errors(folder, text) == [
        "3: wall[0]: has no outputs: it needs a grid, an [[output]] or a canvas"
    ]


def test_a_site_file_of_a_hundred_walls_is_read(folder: Path) -> None:
    text = "[[room]]\nid = 'r'\n"
    for n in range(100):
        text += f"[[wall]]\nid = 'w{n}'\nroom = 'r'\n[wall.grid]\ncolumns = 4\nrows = 4\n"
        text += f"cell = [1920, 1080]\nnode = 'n{n}'\nwindow = [10, 10]\n"
    assert len(load_site(site_file(folder, text)).room("r").outputs) == 1600


def test_wallctl_check_says_it_and_exits_2(folder: Path) -> None:
    path = site_file(folder, edited("columns = 4", "columns = 0"))
    done = subprocess.run(
        [sys.executable, "-m", "wallctl.app.main", "check", str(path)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 2
    told = done.stdout + done.stderr
    assert (
        f"{path}:{line_of(path.read_text('utf-8'), 'columns = 0')}: wall[0].grid.columns: " in told
    )
    assert "Traceback" not in told
