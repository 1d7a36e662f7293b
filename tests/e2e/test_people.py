"""People at a real engine: a viewer takes nothing, a kill signs nobody out, no password shows."""

from __future__ import annotations

import json
import os
import signal
import sys
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.test_cli import Done, wallctl
from tests.processes import Processes, wait_for
from tests.room import EngineProcess

WORD, OTHER = "Kx7#sluice-口令/12", "Vq4-another-one"


@dataclass
class Person:
    """Somebody who came to the engine, or nobody yet."""

    engine: EngineProcess
    token: str = ""

    def call(self, method: str, path: str, body: object = None) -> tuple[int, Any]:
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        data = None if body is None else json.dumps(body).encode()
        if data is not None:
            headers["Content-Type"] = "application/json"
        request = urllib.request.Request(
            self.engine.url + path, data=data, headers=headers, method=method
        )
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                status, raw = answer.status, answer.read()
        except urllib.error.HTTPError as refusal:
            with refusal:
                status, raw = refusal.code, refusal.read()
        return status, json.loads(raw) if raw else None

    def state(self) -> dict[str, Any]:
        status, told = self.call("GET", "/api/v1/state")
        assert status == 200, told
        return dict(told)

    def ask(self, kind: str, **args: Any) -> tuple[int, Any]:
        body = {"id": os.urandom(8).hex(), "kind": kind, "args": args}
        return self.call("POST", "/api/v1/commands", body)

    def sign_in(self, user: str, password: str = WORD) -> tuple[int, Any]:
        status, told = self.call("POST", "/api/v1/sign-in", {"user": user, "password": password})
        if status == 200:
            self.token = told["token"]
        return status, told


def come(engine: EngineProcess, user: str) -> Person:
    person = Person(engine)
    assert person.sign_in(user)[0] == 200
    return person


@pytest.fixture
def chief(engine: EngineProcess) -> Person:
    """A room with an engineer, an operator and a viewer, and a wall with something to take."""
    source = {"id": "a", "name": "彩条", "medium": "bars"}
    engine.ok("source.add", source=source)
    rect = {"x": 0, "y": 0, "w": 640, "h": 360}
    engine.ok("tile.add", wall="hall-wall", source="a", id="t", rect=rect)
    engine.ok("user.add", name="王工", role="engineer", password=WORD)
    one = come(engine, "王工")
    for name, role in (("小李", "operator"), ("看客", "viewer")):
        status, told = one.ask("user.add", name=name, role=role, password=WORD)
        assert status == 200, told
    return one


def test_a_viewers_take_is_refused_and_nothing_changes(
    engine: EngineProcess, chief: Person
) -> None:
    before = chief.state()
    viewer = come(engine, "看客")
    for kind, args in (
        ("wall.take", {"wall": "hall-wall"}),
        ("wall.safe", {"wall": "hall-wall", "on": True}),
        ("tile.remove", {"id": "t"}),
        ("undo", {}),
        ("user.update", {"id": "x", "role": "engineer"}),
    ):
        status, told = viewer.ask(kind, **args)
        assert (status, told["result"], told["code"]) == (403, "refused", "not_allowed"), kind
        assert told["fields"]["need"] in {"operator", "engineer"}
    after = chief.state()
    assert after["entities"] == before["entities"]
    assert after["revision"] == before["revision"]
    assert viewer.state()["me"]["role"] == "viewer"
    assert Person(engine).call("GET", "/api/v1/state")[0] == 401
    assert Person(engine).ask("wall.take", wall="hall-wall")[0] == 401


def test_a_kill_signs_nobody_out(engine: EngineProcess, chief: Person) -> None:
    duty = come(engine, "小李")
    engine.kill()
    engine.start()
    assert duty.state()["me"]["name"] == "小李"
    assert chief.state()["me"]["role"] == "engineer"
    assert Person(engine).call("GET", "/api/v1/state")[0] == 401
    assert duty.call("POST", "/api/v1/sign-out", {})[0] == 204
    engine.kill()
    engine.start()
    assert duty.call("GET", "/api/v1/state")[0] == 401


def test_guessing_locks_the_guesser_and_the_console_stays_open(
    engine: EngineProcess, chief: Person
) -> None:
    guesser = Person(engine)
    codes = [guesser.sign_in("王工", f"guess {n}")[1]["code"] for n in range(8)]
    assert codes[0] == "wrong_password" and codes[-1] == "locked_out"
    status, told = guesser.sign_in("王工")
    assert status == 429 and int(told["fields"]["seconds"]) > 0
    console = Person(engine)
    status, told = console.call(
        "POST", "/api/v1/emergency", {"name": "老张", "reason": "口令被锁, 险情"}
    )
    assert (status, told["me"]["role"]) == (200, "operator")
    console.token = told["token"]
    assert console.ask("tile.update", id="t", title="险情")[0] == 200
    assert console.ask("source.remove", id="a")[0] == 403
    state = chief.state()
    assert "emergency_sign_in" in state["observed"]["faults"]
    _, log = chief.call("GET", "/api/v1/log?limit=20")
    rows = log["rows"] if isinstance(log, dict) else log
    assert any(r["kind"] == "user.signed" and "险情" in r["detail"] for r in rows)
    assert any(r["kind"] == "tile.update" and r["by"] == "应急·老张" for r in rows)


def test_the_command_line_signs_in_and_out(
    engine: EngineProcess, chief: Person, tmp_path: Path
) -> None:
    def line(*args: str, stdin: str = "", **env: str) -> Done:
        told = ("--engine", engine.url)
        return wallctl(*args, *told, stdin=stdin, home=tmp_path, **env)

    out = line("state")
    assert out.returncode == 2 and "wallctl sign-in" in out.stderr
    wrong = line("sign-in", "小李", stdin="wrong\n", lang="zh_CN.UTF-8")
    assert wrong.returncode == 2 and "口令不对" in wrong.stderr
    assert line("sign-in", "小李", stdin=WORD + "\n").returncode == 0
    kept = tmp_path / "wallctl" / "sign-in.json"
    assert kept.stat().st_mode & 0o077 == 0
    assert WORD not in kept.read_text("utf-8")
    assert line("state").returncode == 0
    refused = line("send", "-", stdin='{"kind": "source.remove", "args": {"id": "a"}}')
    assert refused.returncode == 2 and "not_allowed" in refused.stdout
    assert line("state", WALLCTL_TOKEN="another").returncode == 2, "the variable goes before it"
    assert line("state", WALLCTL_TOKEN=chief.token).returncode == 0
    assert line("sign-out").returncode == 0
    assert line("state").returncode == 2


def test_a_password_is_nowhere(
    engine: EngineProcess, chief: Person, processes: Processes, tmp_path: Path
) -> None:
    follower = processes.start(
        "follow",
        [sys.executable, "-u", "-m", "wallctl.app.main", "follow", "--engine", engine.url],
        env=os.environ | {"WALLCTL_TOKEN": chief.token},
    )
    wait_for("the follower", lambda: "connected" in follower.text())
    said: list[str] = []
    duty = come(engine, "小李")
    users = {u["name"]: u["id"] for u in chief.state()["entities"]["user"]}
    said.append(json.dumps(duty.ask("user.password", old="wrong", password=OTHER)))
    said.append(json.dumps(duty.ask("user.password", old=WORD, password=OTHER)))
    said.append(json.dumps(chief.ask("user.update", id=users["看客"], password=OTHER)))
    said.append(json.dumps(chief.ask("user.update", id="none", password=OTHER)))
    said.append(json.dumps(chief.ask("user.add", name="x", role=OTHER, password=OTHER)))
    said.append(json.dumps(Person(engine).sign_in("小李", WORD)))
    body = {"user": "小李", "password": {"x": OTHER}}
    said.append(json.dumps(Person(engine).call("POST", "/api/v1/sign-in", body)))
    said += [
        json.dumps(chief.call("GET", path), ensure_ascii=False)
        for path in ("/api/v1/state", "/api/v1/log?limit=99", "/api/v1/sessions")
    ]
    wait_for("the events", lambda: "user.update" in follower.text())
    assert engine.running is not None
    engine.running.process.send_signal(signal.SIGTERM)
    engine.running.process.wait(15)
    said += [engine.running.text(), follower.text()]
    files = [f for f in engine.data.rglob("*") if f.is_file()]
    assert any(f.name == "room.sqlite" for f in files)
    said += [f.read_bytes().decode("latin-1") for f in files]
    for text in said:
        for word in (WORD, OTHER):
            for form in (word, json.dumps(word)[1:-1], word.encode().decode("latin-1")):
                assert form not in text
        assert "$argon2" not in text


@pytest.mark.display
def test_the_echo_page_asks_for_a_name_and_shows_the_room_after(
    engine: EngineProcess, chief: Person, tmp_path: Path, processes: Processes
) -> None:
    page = processes.start(
        "echo page",
        [
            *(sys.executable, "-m", "tests.e2e.echo_browser", engine.url),
            *("看客", WORD, str(tmp_path / "echo.png")),
        ],
    )
    assert page.process.wait(60) == 0, page.text()
    told = [json.loads(line) for line in page.text().splitlines() if line.startswith("{")]
    assert [one["form"] for one in told] == [True, True, False]
    assert [one["walls"] for one in told] == [0, 0, 1]
    assert told[1]["said"] != told[0]["said"]
    assert "指挥大厅" in told[2]["title"] or "Command hall" in told[2]["title"]
