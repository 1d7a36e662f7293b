"""A peer that is a library: a small script of hosts/ runs it and gives it a back door."""

from __future__ import annotations

import asyncio
import json
import shutil
from abc import abstractmethod
from pathlib import Path
from typing import Any

from tests.peers.rigs.base import ROOT, Rig, RigError

HOSTS = Path(__file__).parent / "hosts"
PYTHON = ROOT / ".venv-peers" / "bin" / "python"
MODULES = ROOT / ".peers" / "node_modules"
_SET_UP = "bash installers/bootstrap.sh test sets it up"


def lacking_python(package: str) -> str:
    """Why a Python package of the peers' own environment cannot be run, or ""."""
    if not PYTHON.exists():
        return f".venv-peers is not there ({_SET_UP})"
    if not list((PYTHON.parents[1] / "lib").glob(f"python3*/site-packages/{package}")):
        return f"{package} is not in .venv-peers: it needs Python 3.13, or {_SET_UP}"
    return ""


def lacking_node(package: str) -> str:
    """Why a package of npm cannot be run, or ""."""
    if not shutil.which("node"):
        return "node is not installed"
    return "" if (MODULES / package).is_dir() else f"{package} is not in .peers ({_SET_UP})"


class HostedRig(Rig):
    """`ask` is the back door: what the peer's library holds, past its protocol."""

    @property
    def socket(self) -> Path:
        return self.folder / "control"

    async def ask(self, do: str, **args: object) -> Any:
        """The answer of the peer's host script. RigError with its text when it refuses."""
        try:
            reader, writer = await asyncio.open_unix_connection(self.socket, limit=2**24)
        except OSError as fault:
            raise RigError(f"{self.name} is not there: {fault}\n{self.output()}") from fault
        try:
            writer.write(json.dumps({"do": do, **args}).encode() + b"\n")
            line = await asyncio.wait_for(reader.readline(), 10)
        finally:
            writer.close()
        if not line:
            raise RigError(f"{self.name} hung up\n{self.output()}")
        answer = json.loads(line)
        if "error" in answer:
            raise RigError(f"{self.name}: {do}: {answer['error']}")
        return answer.get("ok")

    async def _ready(self) -> bool:
        try:
            await self.ask("state")
        except RigError:
            return False
        return True

    @abstractmethod
    def _options(self) -> dict[str, object]:
        """What the host script is told at its start."""

    def _host_command(self) -> list[str]:
        script = next(HOSTS.glob(f"{self.name}.*"))
        program = str(PYTHON) if script.suffix == ".py" else "node"
        where = [str(self.socket), self.host, str(self.port)]
        return [program, str(script), *where, json.dumps(self._options())]

    async def _launch(self) -> None:
        self.socket.unlink(missing_ok=True)
        self._run(self.name, *self._host_command(), env={"NODE_PATH": str(MODULES)})
