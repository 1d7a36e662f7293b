"""The back door of a peer that is a library: JSON lines over a Unix socket, one answer each.

Runs in the peers' own Python, so it knows nothing of this project.
"""

import json
import socketserver
import threading


class _Handler(socketserver.StreamRequestHandler):
    def handle(self):
        for line in self.rfile:
            try:
                answer = {"ok": self.server.handle(**json.loads(line))}
            except Exception as fault:
                answer = {"error": f"{type(fault).__name__}: {fault}"}
            self.wfile.write(json.dumps(answer).encode() + b"\n")


class _Server(socketserver.ThreadingUnixStreamServer):
    daemon_threads = True


def serve(path, handle):
    """Answers in a thread of its own from now on; `handle` gets the request's keys."""
    server = _Server(path, _Handler)
    server.handle = handle
    threading.Thread(target=server.serve_forever, daemon=True).start()
