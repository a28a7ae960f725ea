"""A Redis that is not there: refuses, keeps silent, or does not even take the call."""

import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from redis import Redis
from redis.exceptions import ConnectionError as NoRedis

from tests.faults.shop_process import free_port

REDIS_SERVER = shutil.which("redis-server")


def _url(port: int) -> str:
    return f"redis://127.0.0.1:{port}/0"


@contextmanager
def refusing() -> Iterator[str]:
    """Nobody listens at the port."""
    yield _url(free_port())


@contextmanager
def silent() -> Iterator[str]:
    """Every call is taken, and nothing is ever said."""
    with socket.create_server(("127.0.0.1", 0), backlog=256) as server:
        calls: list[socket.socket] = []
        stop = threading.Event()

        def take() -> None:
            while not stop.is_set():
                try:
                    calls.append(server.accept()[0])
                except OSError:
                    return

        taker = threading.Thread(target=take, daemon=True)
        taker.start()
        yield _url(server.getsockname()[1])
        stop.set()
        socket.create_connection(server.getsockname()).close()  # wakes it a last time
        taker.join(5)
        for call in calls:
            call.close()


@contextmanager
def swamped() -> Iterator[str]:
    """The queue of calls that nobody takes is full, so a packet is never answered."""
    with socket.create_server(("127.0.0.1", 0), backlog=0) as server:
        waiting = []
        for _ in range(8):
            call = socket.socket()
            call.setblocking(False)
            call.connect_ex(server.getsockname())
            waiting.append(call)
        time.sleep(0.2)
        yield _url(server.getsockname()[1])
        for call in waiting:
            call.close()


AWAY: dict[str, Callable[[], AbstractContextManager[str]]] = {
    "refuses": refusing,
    "keeps silent": silent,
    "takes no call": swamped,
}


class RealRedis:
    """A server of our own that keeps nothing on the disk."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, free_port()
        self.url = _url(self.port)
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        assert REDIS_SERVER
        options = ["--bind", "127.0.0.1", "--port", str(self.port)]
        options += ["--save", "", "--appendonly", "no", "--dir", str(self.folder)]
        self.process = subprocess.Popen(
            [REDIS_SERVER, *options], stdout=subprocess.DEVNULL
        )
        with Redis(port=self.port, retry=None) as client:
            for _ in range(100):
                try:
                    client.ping()
                except NoRedis:
                    time.sleep(0.05)
                else:
                    return
        raise AssertionError("redis-server does not answer.")

    def forget_everything(self) -> int:
        """FLUSHALL; returns how many keys there were."""
        with Redis(port=self.port) as client:
            known = client.dbsize()
            client.flushall()
        return int(known)

    def stop(self) -> None:
        if self.process is not None:
            self.process.terminate()
            self.process.wait(10)
            self.process = None
