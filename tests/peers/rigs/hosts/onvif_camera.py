"""Runs ipycam's virtual camera: onvif_camera.py SOCKET HOST PORT OPTIONS(JSON)."""

import json
import logging
import sys
import time

import control
import numpy as np
from ipycam import CameraConfig, IPCamera

path, host, port, options = sys.argv[1:]
logging.basicConfig(level=logging.INFO)
camera = IPCamera(
    CameraConfig(
        local_ip=host,
        onvif_port=int(port),
        main_width=320,
        main_height=180,
        main_fps=5,
        sub_width=160,
        sub_height=90,
        sub_fps=5,
        main_bitrate="200K",
        sub_bitrate="100K",
        hw_accel="cpu",
        **json.loads(options),
    )
)


def handle(do, **values):
    ptz = camera.ptz
    with ptz._lock:
        if do == "put":
            for name, value in values.items():
                if name not in ("pan", "tilt", "zoom"):
                    raise ValueError(name)
                setattr(ptz.state, name, value)
        place, speed = ptz.state, ptz.velocity
        return {
            "pan": place.pan,
            "tilt": place.tilt,
            "zoom": place.zoom,
            "moving": any((speed.pan_speed, speed.tilt_speed, speed.zoom_speed)),
            "presets": {one.token: one.name for one in ptz.presets.values()},
        }


if not camera.start():
    sys.exit("the camera would not start")
control.serve(path, handle)
frame = np.zeros((180, 320, 3), np.uint8)
frame[:, :160] = 200
while True:
    camera.stream(frame)
    time.sleep(0.2)
