"use strict";
// Runs dmxnet as an Art-Net node: dmxnet.js SOCKET HOST PORT OPTIONS(JSON).
const { dmxnet } = require("dmxnet");
const control = require("./control.js");

const [socket, host, port, text] = process.argv.slice(2);
const options = JSON.parse(text);
const node = new dmxnet({
  listen: Number(port),
  hosts: [host],
  sName: "rig",
  log: { level: "warn" },
});
let frames = [];
let counts = {};
const receivers = Object.fromEntries(
  options.universes.map(([net, subnet, universe]) => {
    const name = [net, subnet, universe].join("/");
    const receiver = node.newReceiver({ net, subnet, universe });
    counts[name] = 0;
    receiver.on("data", (data) => {
      counts[name] += 1;
      frames.push([name, Date.now() / 1000, [...data]]);
      if (frames.length > 2000) frames.shift();
    });
    return [name, receiver];
  }),
);

node.listener4.on("listening", () =>
  control.serve(socket, {
    state: ({ universe }) => universe && receivers[universe].values,
    frames: ({ universe }) => frames.filter((one) => one[0] === universe).map((one) => one.slice(1)),
    counts: () => counts,
    controllers: () => node.controllers.map((one) => one.ip),
    forget: () => {
      frames = [];
      for (const name of Object.keys(counts)) counts[name] = 0;
    },
  }),
);
