"use strict";
// Runs modbus-serial's server, TCP or RTU: modbus_serial.js SOCKET HOST PORT OPTIONS(JSON).
const { ServerTCP, ServerSerial } = require("modbus-serial");
const control = require("./control.js");

const [socket, host, port, text] = process.argv.slice(2);
const options = JSON.parse(text);
const kinds = ["coil", "discrete", "holding", "input"];
const memory = Object.fromEntries(kinds.map((kind) => [kind, new Map()]));
let heard = [];
let fault = {};

const put = (kind, address, values) =>
  values.forEach((value, i) => memory[kind].set(address + i, Number(value)));
for (const [kind, address, values] of options.at_start) put(kind, address, values);

const answer = async (address, make) => {
  if (fault.silent) return new Promise(() => {});
  if (fault.delay_s) await new Promise((done) => setTimeout(done, fault.delay_s * 1000));
  if (fault.code) throw { modbusErrorCode: fault.code };
  if (address >= options.size) throw { modbusErrorCode: 2 };
  return make();
};
const read = (kind) => (address, unit) =>
  answer(address, () => {
    const value = memory[kind].get(address) || 0;
    return kind === "coil" || kind === "discrete" ? Boolean(value) : value;
  });
const write = (kind) => (address, value, unit) =>
  answer(address, () => {
    put(kind, address, [value]);
    heard.push([kind, address, Number(value), unit]);
  });

const vector = {
  getCoil: read("coil"),
  getDiscreteInput: read("discrete"),
  getHoldingRegister: read("holding"),
  getInputRegister: read("input"),
  setCoil: write("coil"),
  setRegister: write("holding"),
};
const server = options.path
  ? new ServerSerial(vector, { path: options.path, baudRate: 9600, unitID: options.unit, interval: 5 })
  : new ServerTCP(vector, { host, port: Number(port), unitID: options.unit });
for (const one of ["serverError", "socketError", "error"])
  server.on(one, (error) => {
    console.error(one, error);
    if (one === "serverError") process.exit(1);
  });

server.on("initialized", () =>
  control.serve(socket, {
    state: ({ kind, address, count }) =>
      kind && [...Array(count).keys()].map((i) => memory[kind].get(address + i) || 0),
    put: ({ kind, address, values }) => put(kind, address, values),
    fault: ({ do: _, ...now }) => void (fault = now),
    heard: () => heard,
    forget: () => void (heard = []),
  }),
);
