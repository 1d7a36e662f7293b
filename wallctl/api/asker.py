"""From the bytes of a command to the engine's answer and the status that says it."""

from __future__ import annotations

from wallctl.api.answers import answer_out, refusal, status_of
from wallctl.api.bodies import BadBody, Bodies
from wallctl.api.callers import Caller, not_allowed
from wallctl.api.metrics import Metrics
from wallctl.api.sealing import Sealer
from wallctl.api.sign_in import SignIns
from wallctl.api.sign_in_sealing import PeopleSealer
from wallctl.domain.commands import UserPassword
from wallctl.domain.errors import Refused
from wallctl.engine.answers import refused
from wallctl.engine.room import RoomEngine
from wallctl.ports.clock import Clock
from wallctl.wire.desk import AnswerOut


class Asker:
    def __init__(
        self,
        *,
        engine: RoomEngine,
        bodies: Bodies,
        sealer: Sealer,
        people: PeopleSealer,
        sign_ins: SignIns,
        metrics: Metrics,
        clock: Clock,
    ) -> None:
        self._engine = engine
        self._bodies = bodies
        self._sealer = sealer
        self._people = people
        self._sign_ins = sign_ins
        self._metrics = metrics
        self._clock = clock

    async def ask(self, raw: bytes, caller: Caller, said: str) -> tuple[int, AnswerOut]:
        """(HTTP status, answer) of a command in JSON; `said` is what the client says of itself."""
        begun = self._clock.monotonic()
        try:
            asked = self._bodies.read(raw)
            no = not_allowed(caller, asked.kind, self._engine.show.revision, asked.command)
            if no is not None:
                return 403, no
            command = self._sealer.sealed(asked.command, self._engine.show)
            command = await self._people.sealed(command, caller, self._engine.show)
        except BadBody as exc:
            return 422, self.bad(exc)
        except Refused as exc:
            answer = refused(self._engine.show, exc)
            return status_of(answer), answer_out(answer)
        by = caller.by(said)
        if isinstance(command, UserPassword):
            self._sign_ins.changes_password(caller.session, command.secret)
        answer = await self._engine.ask(command, id=asked.id, by=by, expect=asked.expect)
        if isinstance(command, UserPassword):
            self._sign_ins.changed_password(caller.session)
        self._metrics.command(asked.kind, answer, self._clock.monotonic() - begun)
        return status_of(answer), answer_out(answer)

    def bad(self, wrong: BadBody) -> AnswerOut:
        first = wrong.places[0]
        return refusal(
            self._engine.show.revision, "invalid", str(wrong), key=first.at, reason=first.reason
        )
