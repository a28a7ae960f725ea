"""What is going on when the process dies at each point, and what comes of it.

A story says what was there right after the death (`half`), and what is there after a
restart, whatever a real client does again, and one sweep (`end`).  `gone` is the end
where the client never comes back, if that is another one.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

from tests.faults.kill_deeds import (
    call_the_shop,
    from_the_payment,
    open_checkout_with_coupon,
    place_at_home,
    refund_at_home,
    start_at_home,
    store_at_home,
    to_a_paid_order,
    to_the_callback,
    to_the_end,
    to_the_payment,
)
from tests.faults.kill_guest import Guest
from tests.faults.kill_shop import Facts

PAY_BY = 31 * 60
Step = Callable[[Guest], object]


@dataclass(frozen=True, kw_only=True)
class Story:
    """By a guest at the web process, or by the sweep where nobody does the deed."""

    name: str
    point: str
    before: Step
    deed: Step | None = None
    half: Facts
    again: Step | None = None
    end: Facts
    gone: Facts | None = None
    ahead: int = 10
    later: int = 120
    copies: int = 1


# --- what is there ------------------------------------------------------------------

NOTHING = Facts(basket=1)
PLACED = Facts(orders=("pending_payment",), reserved=1, owed=("placed",))
ASKED = replace(PLACED, attempts=("open",))
OPENED = replace(ASKED, trades=("waiting",))
AT_BANK = replace(OPENED, trades=("paid",))
STORED = replace(AT_BANK, events=("waiting",))
PAID = replace(
    AT_BANK,
    orders=("awaiting_shipment",),
    attempts=("captured",),
    owed=("placed", "paid"),
)
CLOSED = replace(OPENED, attempts=("closed",), trades=("closed",))
EXPIRED = replace(CLOSED, orders=("cancelled",), reserved=0, owed=("placed", "expired"))
CANCELLED = replace(
    PAID,
    orders=("cancelled",),
    reserved=0,
    refunds=("requested",),
    owed=("placed", "paid", "cancelled"),
)
GIVEN_BACK = replace(CANCELLED, owed=("placed", "paid", "refunded"))
SENT_BACK = replace(GIVEN_BACK, bank_refunds=1)


def told(facts: Facts, **changes: object) -> Facts:
    """Everybody has heard of everything."""
    return replace(facts, told=facts.owed, owed=(), **changes)


SEEN = ("done",)
DONE = {"refunds": ("done",), "bank_refunds": 1}
HEARD = told(PAID, events=SEEN)

# --- the stories ----------------------------------------------------------------------


def placing(point: str, half: Facts, gone: Facts) -> Story:
    return Story(
        name=f"{point} while an order is placed",
        point=point,
        before=Guest.open_checkout,
        deed=Guest.place,
        half=half,
        again=to_the_end,
        end=HEARD,
        gone=gone,
    )


def paying(point: str, half: Facts) -> Story:
    return Story(
        name=f"{point} on the way to the bank",
        point=point,
        before=to_the_payment,
        deed=Guest.choose,
        half=half,
        again=from_the_payment,
        end=HEARD,
        gone=told(half),
    )


def calling(point: str, half: Facts) -> Story:
    return Story(
        name=f"{point} while the bank calls",
        point=point,
        before=to_the_callback,
        deed=call_the_shop,
        half=half,
        again=call_the_shop,
        end=HEARD,
    )


def cancelling(point: str, half: Facts, gone: Facts) -> Story:
    return Story(
        name=f"{point} while a buyer cancels",
        point=point,
        before=to_a_paid_order,
        deed=Guest.cancel,
        half=half,
        again=Guest.cancel,
        end=told(CANCELLED, events=SEEN, **DONE),
        gone=gone,
    )


def sweeping(point: str, doing: str, **facts: object) -> Story:
    return Story(name=f"{point} while {doing}", point=point, **facts)


def expiring(point: str, half: Facts) -> Story:
    return sweeping(
        point,
        "an order times out",
        before=start_at_home,
        half=half,
        end=told(EXPIRED),
        ahead=PAY_BY,
        later=PAY_BY + 120,
    )


def refunding(point: str, half: Facts) -> Story:
    return sweeping(
        point,
        "money goes back",
        before=refund_at_home,
        half=half,
        end=told(GIVEN_BACK, **DONE),
    )


def telling(point: str, copies: int) -> Story:
    return sweeping(
        point,
        "a mail is sent",
        before=place_at_home,
        half=PLACED,
        end=told(PLACED),
        later=330,
        copies=copies,
    )


STORIES = [
    placing("order.before_begin", NOTHING, NOTHING),
    Story(
        name="order.coupon_taken while an order is placed",
        point="order.coupon_taken",
        before=open_checkout_with_coupon,
        deed=Guest.place,
        half=replace(NOTHING, coupons=("unused",)),
        again=to_the_end,
        end=replace(HEARD, coupons=("used",)),
        gone=replace(NOTHING, coupons=("unused",)),
    ),
    placing("order.stock_taken", NOTHING, NOTHING),
    placing("order.rows_written", NOTHING, NOTHING),
    placing("order.after_commit", PLACED, told(PLACED)),
    placing("order.before_answer", PLACED, told(PLACED)),
    paying("pay.attempt_committed", ASKED),
    paying("pay.gateway_did_it", OPENED),
    paying("pay.answer_read", OPENED),
    paying("pay.after_commit", OPENED),
    calling("callback.verified", AT_BANK),
    calling("callback.event_written", AT_BANK),
    calling("callback.after_commit", STORED),
    sweeping(
        "callback.order_paid",
        "a stored event is settled",
        before=store_at_home,
        half=STORED,
        end=told(PAID, events=SEEN),
        later=10,
    ),
    Story(
        name="callback.order_paid while the buyer comes back",
        point="callback.order_paid",
        before=to_the_callback,
        deed=Guest.come_back,
        half=AT_BANK,
        again=Guest.come_back,
        end=HEARD,
    ),
    expiring("close.gateway_closed", CLOSED),
    expiring("close.stock_returned", CLOSED),
    expiring("close.after_commit", EXPIRED),
    cancelling("close.gateway_closed", PAID, HEARD),
    cancelling("close.stock_returned", PAID, HEARD),
    cancelling("close.after_commit", CANCELLED, told(CANCELLED, events=SEEN, **DONE)),
    cancelling(
        "refund.intent_committed", CANCELLED, told(CANCELLED, events=SEEN, **DONE)
    ),
    refunding("refund.gateway_refunded", SENT_BACK),
    refunding("refund.after_commit", replace(SENT_BACK, refunds=("done",))),
    telling("outbox.leased", copies=1),
    telling("outbox.side_effect_done", copies=2),
]
