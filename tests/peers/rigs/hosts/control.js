"use strict";
// The back door of a peer that is a library: JSON lines over a Unix socket, one answer each.
const net = require("net");
const readline = require("readline");

// `panel` has one function for each `do`; it gets the request's keys and may be async.
exports.serve = (path, panel) => {
  net
    .createServer((connection) => {
      connection.on("error", () => {});
      readline.createInterface({ input: connection }).on("line", async (line) => {
        let answer;
        try {
          const request = JSON.parse(line);
          if (!panel[request.do]) throw new Error(`no such thing: ${request.do}`);
          answer = { ok: await panel[request.do](request) };
        } catch (fault) {
          answer = { error: String(fault) };
        }
        if (answer.ok === undefined && answer.error === undefined) answer.ok = null;
        connection.write(JSON.stringify(answer) + "\n");
      });
    })
    .listen(path);
};
