"""A camera, asked by SOAP. Each request has a socket of its own: none is ever said twice."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import ssl
from collections.abc import Awaitable, Callable, Collection
from typing import Any, NoReturn, TypeVar

import httpx
from onveef import (
    AsyncOnvifClient,
    OnvifAuthError,
    OnvifCapabilityMissingError,
    OnvifError,
    OnvifFaultError,
    OnvifOperationNotSupportedError,
    OnvifTimeoutError,
    envelopes,
    parsers,
)

from wallctl.domain.address import split
from wallctl.domain.devices import ptz
from wallctl.domain.devices.options import Options
from wallctl.domain.devices.points import Value
from wallctl.domain.devices.streams import STREAM
from wallctl.domain.errors import AuthFailed, DeviceError, Garbled, Rejected, TimedOut, Unreachable
from wallctl.drivers.onvif.state import (
    ZOOM,
    Can,
    Preset,
    numbered,
    placed,
    points_of,
    reported,
)
from wallctl.ports.driver import Act, Means, Opened, Operation, State

for _name in ("httpx", "httpcore", "onveef"):  # a loss is logged once, by the actor
    logging.getLogger(_name).setLevel(logging.CRITICAL)

T = TypeVar("T")
MOST = 1_000_000  # bytes of an answer
MOST_PROFILES = 8
PULL_S = 2  # a camera holds back its answer so long where there is no event
AGAIN_S = 5.0  # an event holds until the next one: so often it is said that there was none
HELD = "PT2S"  # the camera stops by itself where no stop reaches it
_PULL = "http://www.onvif.org/ver10/events/wsdl/PullPointSubscription/PullMessagesRequest"


class _Client(AsyncOnvifClient):
    async def pull(self, address: str) -> list[dict[str, Any]]:
        """What happened, soon or after `PULL_S`. The library's own way asks httpx for a timeout
        that httpx 0.28 refuses to make."""
        told = await self._post_subscription(
            subscription_url=address,
            body=envelopes.events_pull_messages(timeout=f"PT{PULL_S}S", message_limit=20),
            wsa_action=_PULL,
            operation="PullMessages",
        )
        messages: list[dict[str, Any]] = parsers.parse_pull_messages(told)["messages"]
        return messages


class OnvifConnection:
    def __init__(self, options: Options, means: Means, timeout_s: float) -> None:
        self._options, self._means, self._timeout_s = options, means, timeout_s
        host = str(options["host"])
        host = f"[{host}]" if ":" in host else host
        scheme = "https" if options["tls"] else "http"
        path = "/" + str(options["path"]).lstrip("/")
        self._where = f"{scheme}://{host}:{int(options['port'])}{path}"
        self._http: httpx.AsyncClient | None = None
        self._client: _Client | None = None
        self._profile = ""
        self._can = Can()
        self._presets: tuple[Preset, ...] = ()
        self._pull = ""

    # -- the port -----------------------------------------------------------------------------

    async def open(self) -> Opened:
        self._http = httpx.AsyncClient(
            verify=_own_certificates() if self._options["tls"] else False,
            trust_env=False,
            follow_redirects=False,
            timeout=self._timeout_s,
            limits=httpx.Limits(max_keepalive_connections=0, max_connections=4),
        )
        client = self._client = _Client(
            self._where,
            username=str(self._options["user"]) if self._options["password"] else "",
            password=str(self._options["password"]),
            timeout_s=self._timeout_s,
            auto_discover=False,
            retries=0,
            max_response_bytes=MOST,
            http_client=self._http,
        )
        services = await self._ask("GetServices", client.discover_services())
        if not services:
            raise Garbled(reason="no_services", address=self._where)
        client.set_endpoint(type(client.endpoint)(self._where, services=services))
        about = await self._ask("GetDeviceInformation", client.get_device_information())
        profiles = await self._ask("GetProfiles", client.get_profiles())
        profiles = [one for one in profiles if one.get("token")]
        moving = next((one for one in profiles if one.get("ptz")), None)
        self._profile = str((moving or {}).get("token") or "")
        can_move = moving is not None and "ptz" in services
        self._can = Can(can_move, can_move, "events" in services)
        state = await self.read()
        if can_move and ZOOM not in state:
            self._can = Can(True, False, self._can.events)
        await self._list_presets()
        info = [
            (key, str(about[name])[:100])
            for key, name in (
                ("maker", "Manufacturer"),
                ("model", "Model"),
                ("version", "FirmwareVersion"),
            )
            if about.get(name)
        ]
        info += await self._streams(profiles)
        await self._subscribe()
        return Opened(state, points_of(self._can, self._presets), tuple(info))

    async def listen(self, told: Callable[[State], None]) -> NoReturn:
        if not self._pull:
            await asyncio.Event().wait()  # the next reading finds what is lost
        holds: dict[str, Value] = {}
        said = 0.0
        while True:
            pulled = self._there().pull(self._pull)
            news = reported(await self._ask("PullMessages", pulled, quiet=True))
            now = self._means.clock.monotonic()
            if news:
                self._means.exchanged("", f"event {news}", 0.0)
                holds |= news
            if news or (holds and now - said >= AGAIN_S):
                said = now
                told(dict(holds))
            if not news:
                await asyncio.sleep(0.1)  # some do not hold back their answer

    async def read(self, keys: Collection[str] = ()) -> State:
        client = self._there()
        if self._can.moves and self._can.tells:
            status = client.ptz_get_status(profile_token=self._profile)
            try:
                return placed(await self._ask("GetStatus", status))
            except Rejected:
                return {}
        await self._ask("GetSystemDateAndTime", client.get_system_date_time())
        return {}

    async def send(self, operation: Operation) -> State:
        assert isinstance(operation.message, float)
        client = self._there()
        move = client.ptz_absolute_move(
            profile_token=self._profile, pan=None, tilt=None, zoom=operation.message
        )
        await self._ask("AbsoluteMove", move)
        return {}

    async def act(self, act: Act) -> State:
        if not self._can.moves:
            raise Rejected("unsupported", act=act.name)
        client, profile = self._there(), self._profile
        match act.name:
            case ptz.MOVE:
                pan, tilt, zoom = ptz.velocity(act.value)
                what: Awaitable[Any] = client.ptz_continuous_move(
                    profile_token=profile, pan=pan, tilt=tilt, zoom=zoom, timeout=HELD
                )
            case ptz.STOP:
                what = client.ptz_stop(profile_token=profile)
            case ptz.RECALL:
                token = self._token(ptz.preset(act.value))
                what = client.ptz_goto_preset(profile_token=profile, preset_token=token)
            case ptz.STORE:
                await self._store(ptz.preset(act.value), ptz.preset_name(act.value))
                return {}
            case ptz.HOME:
                what = client.ptz_goto_home_position(profile_token=profile)
            case _:
                raise Rejected("unsupported", act=act.name)
        await self._ask(act.name, what)
        return {}

    async def say(self, line: str) -> str:
        raise Rejected("unsupported")

    async def close(self) -> None:
        http, self._http = self._http, None
        if http is None:
            return
        if self._pull and self._client is not None:
            with contextlib.suppress(OnvifError, httpx.HTTPError, TimeoutError, OSError):
                async with asyncio.timeout(0.5):
                    await self._client.events_unsubscribe(subscription_url=self._pull)
        await http.aclose()

    # -- what is asked for once ----------------------------------------------------------------

    async def _streams(self, profiles: list[dict[str, Any]]) -> list[tuple[str, str]]:
        found = []
        for one in profiles[:MOST_PROFILES]:
            ask = self._there().get_stream_uri(profile_token=str(one["token"]))
            try:
                address = split(str(await self._ask("GetStreamUri", ask))).address
            except Rejected:
                continue
            if address.startswith("rtsp"):
                found.append(
                    (f"{STREAM}{str(one.get('name') or one['token'])[:60]}", address[:500])
                )
        return found

    async def _list_presets(self) -> None:
        if self._can.moves:
            ask = self._there().ptz_get_presets(profile_token=self._profile)
            with contextlib.suppress(Rejected):
                self._presets = numbered(await self._ask("GetPresets", ask))

    def _token(self, number: int) -> str:
        known = {one.number: one.token for one in self._presets}
        return known.get(number, str(number))

    async def _store(self, number: int, name: str) -> None:
        known = {one.number: one.name for one in self._presets}
        what = self._there().ptz_set_preset(
            profile_token=self._profile,
            preset_name=name or known.get(number, f"预置位 {number}"),
            preset_token=self._token(number),
        )
        await self._ask(ptz.STORE, what)
        await self._list_presets()
        self._means.repointed(points_of(self._can, self._presets))

    async def _subscribe(self) -> None:
        if not self._can.events:
            return
        try:
            made = await self._ask(
                "CreatePullPointSubscription", self._there().events_create_pull_point()
            )
            self._pull = str(made.get("subscription_url") or "")
        except Rejected:
            self._pull = ""
        if not self._pull:
            self._can = Can(self._can.moves, self._can.tells, False)

    # -- words --------------------------------------------------------------------------------

    def _there(self) -> _Client:
        if self._client is None or self._http is None:
            raise Unreachable(address=self._where, reason="closed")
        return self._client

    async def _ask(self, name: str, what: Awaitable[T], *, quiet: bool = False) -> T:
        begun = self._means.clock.monotonic()
        got = ""
        try:
            async with asyncio.timeout(self._timeout_s):
                answer = await what
            got = _shown(answer)
        except (OnvifError, httpx.HTTPError, TimeoutError, OSError, ValueError) as exc:
            fault = self._fault(name, exc)
            got = fault.code
            raise fault from None
        finally:
            if not quiet:
                ms = (self._means.clock.monotonic() - begun) * 1000
                self._means.exchanged(name, got, ms)
        return answer

    def _fault(self, name: str, exc: Exception) -> DeviceError:
        match exc:
            case OnvifAuthError():
                return AuthFailed(address=self._where)
            case OnvifTimeoutError() | TimeoutError():
                return TimedOut(address=self._where)
            case (
                OnvifCapabilityMissingError()
                | OnvifOperationNotSupportedError()
                | OnvifFaultError()
            ):
                return Rejected(asked=name, answer=str(exc)[:200])
        cause = exc.__cause__
        if isinstance(cause, httpx.ConnectError | httpx.ReadError | httpx.WriteError):
            return Unreachable(address=self._where, reason="refused")
        if isinstance(cause, httpx.RemoteProtocolError) and "disconnected" in str(cause):
            return Unreachable(address=self._where, reason="ended")
        return Garbled(reason=type(exc).__name__, address=self._where)


def _own_certificates() -> ssl.SSLContext:
    """Cameras sign their own."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


def _shown(answer: object) -> str:
    return "OK" if answer is None else str(answer)[:300]
