"""Facts that orders announce, after commit."""

from django.dispatch import Signal

order_placed = Signal()  # order_id
order_paid = Signal()  # order_id
order_shipped = Signal()  # order_id
order_cancelled = Signal()  # order_id
order_received = Signal()  # order_id
order_completed = Signal()  # order_id
