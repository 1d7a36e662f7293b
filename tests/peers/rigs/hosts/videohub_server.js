"use strict";
// Runs videohub-server: videohub_server.js SOCKET HOST PORT OPTIONS(JSON).
const VideohubServer = require("videohub-server");
const control = require("./control.js");

const [socket, host, port] = process.argv.slice(2);
const server = new VideohubServer({ manualConfigure: true });
let heard = [];
const clients = new Set();
server.on("error", (fault) => {
  console.error(fault);
  process.exit(1);
});
server.on("debug", (...words) => console.log(...words));
server.on("connect", (id) => clients.add(id));
server.on("disconnect", (id) => clients.delete(id));
server.on("press", (id, output, input) => heard.push([output, input]));
server.start(host, Number(port));
control.serve(socket, {
  state: () => ({ heard, clients: [...clients] }),
  forget: () => void (heard = []),
});
