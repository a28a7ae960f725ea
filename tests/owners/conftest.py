"""The matrix of owners and strangers is played at noon."""

from tests.walks import at_noon

__all__ = ["at_noon"]
