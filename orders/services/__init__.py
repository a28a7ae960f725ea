from orders.mails import tell
from orders.services.addressing import change_address
from orders.services.adjusting import Adjustment, adjust_price
from orders.services.again import BoughtAgain, buy_again
from orders.services.closing import cancel_order, expire_order, refund_order_whole
from orders.services.drafting import place_draft
from orders.services.holding import lock_order
from orders.services.invoicing import (
    Recipient,
    credit_refund,
    issue_invoice,
    renew_invoice,
    reverse_invoice,
    valid_invoice,
)
from orders.services.money import (
    give_up_pieces,
    keep_after_all,
    record_capture,
    record_refund,
    revive_order,
    settle_order,
    take_back_refund,
)
from orders.services.placing import Placed, place_order
from orders.services.receiving import confirm_receipt, extend_receipt
from orders.services.shipping import Parcel, ship_order
from orders.services.tracking import Sighting, correct_parcel, note_sighting
from orders.wanting import Checkout

__all__ = [
    "Adjustment",
    "BoughtAgain",
    "Checkout",
    "Parcel",
    "Placed",
    "Recipient",
    "Sighting",
    "adjust_price",
    "buy_again",
    "cancel_order",
    "change_address",
    "confirm_receipt",
    "correct_parcel",
    "credit_refund",
    "expire_order",
    "extend_receipt",
    "give_up_pieces",
    "issue_invoice",
    "keep_after_all",
    "lock_order",
    "note_sighting",
    "place_draft",
    "place_order",
    "record_capture",
    "record_refund",
    "refund_order_whole",
    "renew_invoice",
    "reverse_invoice",
    "revive_order",
    "settle_order",
    "ship_order",
    "take_back_refund",
    "tell",
    "valid_invoice",
]
