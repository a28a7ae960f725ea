from payments.services.adjusting import adjust_price
from payments.services.asking import ask_gateway, ask_once_more
from payments.services.capturing import apply_capture
from payments.services.closing import cancel_order, expire_order, give_up_team_order
from payments.services.deciding import decide_case
from payments.services.events import give_up_strangers, settle_event, store_message
from payments.services.giving_back import refund_order
from payments.services.opening import (
    open_attempt,
    start_in_mini_program,
    start_payment,
)
from payments.services.proposing import approve_refund, decline_refund, give_back
from payments.services.reconciling import reconcile, resolve_difference, review
from payments.services.refunding import Why, note_refund_answer, send_refund
from payments.wishes import Wish

__all__ = [
    "Why",
    "Wish",
    "adjust_price",
    "apply_capture",
    "approve_refund",
    "ask_gateway",
    "ask_once_more",
    "cancel_order",
    "decide_case",
    "decline_refund",
    "expire_order",
    "give_back",
    "give_up_strangers",
    "give_up_team_order",
    "note_refund_answer",
    "open_attempt",
    "reconcile",
    "refund_order",
    "resolve_difference",
    "review",
    "send_refund",
    "settle_event",
    "start_in_mini_program",
    "start_payment",
    "store_message",
]
