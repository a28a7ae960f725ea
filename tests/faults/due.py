"""When a piece of work is due, and how to see that it was done."""

from collections.abc import Callable
from datetime import datetime

Due = tuple[datetime, Callable[[], bool]]
