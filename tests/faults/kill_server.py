"""`python -m tests.faults.kill_server FD`: one web process of the shop.

It listens on a socket that its parent holds open, so that the address outlives the
process and visitors of the next one wait instead of being refused.
"""

import socket
import sys

from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler


class ServerOnSocket(ThreadedWSGIServer):
    def __init__(self, number: int) -> None:
        self.given = socket.socket(fileno=number)
        super().__init__(self.given.getsockname(), WSGIRequestHandler)

    def server_bind(self) -> None:
        self.socket.close()
        self.socket = self.given
        self.server_address = self.given.getsockname()
        self.server_name, self.server_port = self.server_address
        self.setup_environ()

    def server_activate(self) -> None:
        """The socket listens already."""


def serve(number: int) -> None:
    from shop.wsgi import application

    server = ServerOnSocket(number)
    server.set_app(application)
    server.serve_forever()


if __name__ == "__main__":
    serve(int(sys.argv[1]))
