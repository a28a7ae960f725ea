"""Facts that payments announce, after commit."""

from django.dispatch import Signal

event_stored = Signal()  # event_id
refund_requested = Signal()  # refund_id
demo_message_due = Signal()  # message_id
