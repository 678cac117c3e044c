"""Real web servers on this machine, for links that lead elsewhere."""

import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Site(BaseHTTPRequestHandler):
    def answer(self):
        self.server.requests.append((self.command, self.path, self.headers["User-Agent"]))
        status, headers, body = self.server.pages.get(self.path, (404, {}, b""))
        if callable(status):
            status = status(self.command)
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    do_GET = do_HEAD = answer

    def log_message(self, *args):
        pass


@contextmanager
def site():
    """Put {path: (status, headers, body)} into `.pages`; what was asked is in `.requests`."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    server.pages, server.requests = {}, []
    server.address = f"127.0.0.1:{server.server_port}"
    server.url = f"http://{server.address}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
