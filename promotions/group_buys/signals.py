"""Facts that teams announce, after commit."""

from django.dispatch import Signal

team_completed = Signal()  # team_id
team_failed = Signal()  # team_id
