"""From the bytes of a command to the engine's answer and the status that says it."""

from __future__ import annotations

from wallctl.api.answers import answer_out, refusal, status_of
from wallctl.api.bodies import BadBody, Bodies
from wallctl.api.metrics import Metrics
from wallctl.api.sealing import Sealer
from wallctl.engine.room import RoomEngine
from wallctl.ports.clock import Clock
from wallctl.wire.desk import AnswerOut


class Asker:
    def __init__(
        self, engine: RoomEngine, bodies: Bodies, sealer: Sealer, metrics: Metrics, clock: Clock
    ) -> None:
        self._engine = engine
        self._bodies = bodies
        self._sealer = sealer
        self._metrics = metrics
        self._clock = clock

    async def ask(self, raw: bytes, by: str) -> tuple[int, AnswerOut]:
        """(HTTP status, answer) of a command in JSON."""
        begun = self._clock.monotonic()
        try:
            asked = self._bodies.read(raw)
            command = self._sealer.sealed(asked.command, self._engine.show.sources)
        except BadBody as exc:
            return 422, self.bad(exc)
        answer = await self._engine.ask(command, id=asked.id, by=by, expect=asked.expect)
        self._metrics.command(asked.kind, answer, self._clock.monotonic() - begun)
        return status_of(answer), answer_out(answer)

    def bad(self, wrong: BadBody) -> AnswerOut:
        first = wrong.places[0]
        return refusal(
            self._engine.show.revision, "invalid", str(wrong), key=first.at, reason=first.reason
        )
