"""Runs pyModbusTCP's server: py_modbus_tcp.py SOCKET HOST PORT OPTIONS(JSON)."""

import json
import sys
import threading
import time

import control
from pyModbusTCP.server import DataBank, DataHandler, ModbusServer

SPACES = {
    "coil": "coils",
    "discrete": "discrete_inputs",
    "holding": "holding_registers",
    "input": "input_registers",
}


class Handler(DataHandler):
    """Notes each write, and fails as it is told to."""

    def __init__(self, bank):
        super().__init__(bank)
        self.heard, self.told = [], {}

    def _fails(self):
        if self.told.get("silent"):
            threading.Event().wait()
        time.sleep(self.told.get("delay_s", 0))
        if code := self.told.get("code"):
            return DataHandler.Return(exp_code=code)
        return None

    def _note(self, kind, address, values, info):
        unit = info.recv_frame.mbap.unit_id
        self.heard += [[kind, address + i, int(value), unit] for i, value in enumerate(values)]

    def read_coils(self, address, count, info):
        return self._fails() or super().read_coils(address, count, info)

    def read_d_inputs(self, address, count, info):
        return self._fails() or super().read_d_inputs(address, count, info)

    def read_h_regs(self, address, count, info):
        return self._fails() or super().read_h_regs(address, count, info)

    def read_i_regs(self, address, count, info):
        return self._fails() or super().read_i_regs(address, count, info)

    def write_coils(self, address, bits_l, info):
        return self._fails() or self._written("coil", super().write_coils, address, bits_l, info)

    def write_h_regs(self, address, words_l, info):
        return self._fails() or self._written(
            "holding", super().write_h_regs, address, words_l, info
        )

    def _written(self, kind, write, address, values, info):
        done = write(address, values, info)
        if done.ok:
            self._note(kind, address, values, info)
        return done


path, host, port, options = sys.argv[1:]
options = json.loads(options)
size = options["size"]
bank = DataBank(coils_size=size, d_inputs_size=size, h_regs_size=size, i_regs_size=size)
handler = Handler(bank)


def handle(do, kind=None, address=0, count=1, values=(), **more):
    if do == "state":
        return kind and [int(v) for v in getattr(bank, f"get_{SPACES[kind]}")(address, count)]
    if do == "put":
        return getattr(bank, f"set_{SPACES[kind]}")(address, list(values))
    if do == "fault":
        handler.told = more
        return None
    if do == "forget":
        handler.heard.clear()
        return None
    return list(handler.heard)


for row in options["at_start"]:
    handle("put", *row[:2], values=row[2])
server = ModbusServer(host=host, port=int(port), no_block=True, data_hdl=handler)
server.start()
control.serve(path, handle)
threading.Event().wait()
