"""Django's PostgreSQL, whose connections are asked less often whether they still live.

Django asks `SELECT 1` before the first question of each request.  A connection that
answered a moment ago, and over which nothing has come since, lives as far as anybody
can know: a server that goes away says so, and that is there to be read.
"""

import select
import time

from django.db.backends.postgresql.base import DatabaseWrapper as PostgresWrapper

FRESH = 30  # seconds; what rests longer may have been cut off without a word


class DatabaseWrapper(PostgresWrapper):
    _answered_at = float("-inf")

    def is_usable(self) -> bool:
        if self._is_fresh() and self._is_quiet():
            return True
        is_usable = super().is_usable()
        if is_usable:
            self._answered_at = time.monotonic()
        return is_usable

    def get_new_connection(self, conn_params: dict[str, object]) -> object:
        connection: object = super().get_new_connection(conn_params)
        self._answered_at = time.monotonic()
        return connection

    def _is_fresh(self) -> bool:
        return time.monotonic() - self._answered_at < FRESH

    def _is_quiet(self) -> bool:
        """Nothing to be read: no farewell, no end, no error."""
        if self.connection is None or self.connection.closed:
            return False
        poll = select.poll()
        poll.register(self.connection.fileno(), select.POLLIN)
        return not poll.poll(0)
