"""Facts that accounts announce."""

from django.dispatch import Signal

message_posted = Signal()  # message_id
password_changed = Signal()  # user_id
signed_up = Signal()  # user_id
