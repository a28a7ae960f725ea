"""A broker without a server: kombu's transport on one SQLite file.

A message is leased while a worker has it, deleted when it is acknowledged, and
comes back when the lease runs out.  Only direct routing; no fan-out.
"""

import os
import sqlite3
import time
from queue import Empty
from typing import Any

from kombu.transport import virtual
from kombu.utils.json import dumps, loads

SCHEMA = """
create table if not exists message(
  tag text primary key, queue text not null, body text not null, due real not null
);
create index if not exists message_next on message(queue, due);
"""
TAKE = """
update message set due = ? where tag = (
  select tag from message where queue = ? and due <= ? order by due limit 1
) returning body
"""


class QoS(virtual.QoS):
    def ack(self, delivery_tag: str) -> None:
        self.channel.db.execute("delete from message where tag = ?", (delivery_tag,))
        super().ack(delivery_tag)


class Channel(virtual.Channel):
    QoS = QoS
    do_restore = True
    _db: sqlite3.Connection | None = None
    _pid = 0

    @property
    def db(self) -> sqlite3.Connection:
        """One connection a process: a fork must not share its parent's."""
        if self._db is None or self._pid != os.getpid():
            client = self.connection.client
            self.lease = client.transport_options.get("visibility_timeout", 300)
            path = f"/{client.virtual_host.lstrip('/')}"
            self._db = sqlite3.connect(
                path, timeout=30, isolation_level=None, check_same_thread=False
            )
            self._db.execute("pragma journal_mode=wal")
            self._db.execute("pragma synchronous=normal")
            self._db.executescript(SCHEMA)
            self._pid = os.getpid()
        return self._db

    def _put(self, queue: str, message: dict[str, Any], **_: Any) -> None:
        tag = message["properties"]["delivery_tag"]
        self.db.execute(
            "insert or replace into message values (?, ?, ?, ?)",
            (tag, queue, dumps(message), time.time()),
        )

    def _get(self, queue: str, timeout: float | None = None) -> Any:
        db, now = self.db, time.time()
        row = db.execute(TAKE, (now + self.lease, queue, now)).fetchone()
        if row is None:
            raise Empty
        return loads(row[0])

    def _size(self, queue: str) -> int:
        count = "select count(*) from message where queue = ? and due <= ?"
        return int(self.db.execute(count, (queue, time.time())).fetchone()[0])

    def _purge(self, queue: str) -> int:
        return self.db.execute("delete from message where queue = ?", (queue,)).rowcount

    def _has_queue(self, queue: str, **_: Any) -> bool:
        return True

    def close(self) -> None:
        super().close()
        if self._db is not None:
            self._db.close()
            self._db = None


class Transport(virtual.Transport):
    Channel = Channel
    default_port = 0
    driver_type = driver_name = "sqlite"
    polling_interval = 0.25
    implements = virtual.Transport.implements.extend(
        asynchronous=False, exchange_type=frozenset(["direct"])
    )

    def driver_version(self) -> str:
        return sqlite3.sqlite_version
