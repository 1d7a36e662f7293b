"""The simulated ONVIF camera signs in, and sees one move after the other."""

from __future__ import annotations

import httpx

from wallctl.simulators.devices.onvif import OnvifSimulator

_ASK = (
    '<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"><s:Body>{}</s:Body></s:Envelope>'
)


async def test_a_camera_wants_its_password() -> None:
    for password, status in (("pw", 401), ("", 200)):
        sim = OnvifSimulator(password)
        await sim.start()
        try:
            async with httpx.AsyncClient(trust_env=False) as http:
                at = f"http://{sim.host}:{sim.port}/onvif/device_service"
                about = await http.post(at, content=_ASK.format("<GetDeviceInformation/>"))
                assert about.status_code == status
                assert ("模拟" in about.text) is (status == 200)
                services = await http.post(at, content=_ASK.format("<GetServices/>"))
                assert services.status_code == 200
        finally:
            await sim.stop()
