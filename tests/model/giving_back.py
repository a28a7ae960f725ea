"""Orders end, and money goes back in pieces."""

from hypothesis import strategies as st
from hypothesis.stateful import (
    rule,
)

from orders.states import ENDED, PAID, Actor
from payments.gateways import watch
from payments.gateways.base import RefundAnswer
from payments.jobs import send_refunds
from payments.models import MoneyCase
from payments.services import (
    Wish,
    cancel_order,
    decide_case,
    refund_order,
)
from payments.services.deciding import decisions_for
from shop.kernel.errors import DomainError
from shop.kernel.money import to_minor
from tests.model.belief import Belief
from tests.model.machine import WHICH, S
from tests.model.paying import Paying
from tests.payments.factories import staff_reason

CAN_CANCEL = (S.PENDING_PAYMENT, S.AWAITING_TEAM, S.AWAITING_SHIPMENT)


class GivingBack(Paying):
    @rule(which=WHICH)
    def cancel(self, which: int) -> None:
        pk = self.pick(which, *S)
        if pk is not None:
            self.give_up(pk)

    def give_up(self, pk: int) -> None:
        one = self.orders[pk]
        try:
            cancel_order(order_id=pk, now=self.now, actor=Actor.BUYER)
        except DomainError:
            assert one.status not in CAN_CANCEL
            return
        assert one.status in CAN_CANCEL
        self.believe_cancelled(pk)

    def believe_cancelled(self, pk: int) -> None:
        one = self.orders[pk]
        if one.was_paid and one.total:
            one.give_back_all()
            self.counted_back(pk)
        one.status = S.CANCELLED
        self.ended(pk)

    @rule(which=WHICH, counts=st.lists(st.integers(0, 3), min_size=3, max_size=3))
    def pieces_go_back(self, which: int, counts: list[int]) -> None:
        order_id = self.pick(which, *PAID)
        if order_id is None or not self.orders[order_id].money_left:
            return
        one = self.orders[order_id]
        shipping = which % 2 == 0
        pieces = {pk: n for pk, n in zip(one.lines, counts, strict=False) if n}
        wish = Wish(pieces=pieces, with_shipping=shipping)
        fits = pieces and all(
            n <= one.lines[p].quantity - one.lines[p].back for p, n in pieces.items()
        )
        try:
            refund = self.refund(order_id, wish) if pieces else None
        except DomainError:
            assert not fits or self.worth_nothing(one, pieces, shipping)
            return
        if refund is not None:
            assert fits
            assert to_minor(refund.amount) == one.give_back(pieces, shipping=shipping)
            self.believe_back(order_id)

    def worth_nothing(
        self, one: Belief, pieces: dict[int, int], shipping: bool
    ) -> bool:
        goods = sum(one.lines[pk].worth(n) for pk, n in pieces.items())
        freight = sum(
            one.lines[pk].freight - one.lines[pk].freight_back for pk in pieces
        )
        return goods + (freight if shipping else 0) == 0

    @rule(which=WHICH)
    def everything_goes_back(self, which: int) -> None:
        pk = self.pick(which, *PAID)
        if pk is not None and self.orders[pk].money_left:
            refund = self.refund(pk, Wish())
            assert to_minor(refund.amount) == self.orders[pk].give_back_all()
            self.believe_back(pk)

    def believe_back(self, pk: int) -> None:
        self.counted_back(pk)
        if self.orders[pk].status in ENDED:
            self.ended(pk)

    def refund(self, pk: int, wish: Wish):
        return refund_order(order_id=pk, now=self.now, why=staff_reason(), wish=wish)

    @rule(answer=st.sampled_from([*RefundAnswer, None]))
    def the_bank_answers(self, answer: RefundAnswer | None) -> None:
        """Done, on its way, refused, never heard of, or no answer at all."""
        self.bank.answer = answer
        self.time_passes(2)
        open_before = set(MoneyCase.objects.values_list("pk", flat=True))
        send_refunds(self.now)
        watch.forget()  # five lost answers make it rest, but for seconds only
        for case in MoneyCase.objects.exclude(pk__in=open_before):
            one = self.orders[case.order_id]
            one.refunded -= to_minor(case.amount)

    @rule(which=WHICH)
    def somebody_decides(self, which: int) -> None:
        cases = list(MoneyCase.objects.filter(decided_at=None).order_by("pk"))
        if not cases:
            return
        case = cases[which % len(cases)]
        choices = decisions_for(case)
        decision = choices[which % len(choices)]
        decide_case(
            case_id=case.pk,
            decision=decision,
            reason="so be it",
            staff=self.owner,
            now=self.now,
        )
        self.believe_decision(case, decision)

    def believe_decision(self, case: MoneyCase, decision: str) -> None:
        one, amount = self.orders[case.order_id], to_minor(case.amount)
        if decision in (MoneyCase.Decision.AGAIN, MoneyCase.Decision.BY_HAND):
            one.refunded += amount
        elif decision == MoneyCase.Decision.SEND_BACK:
            one.captured += amount
            one.refunded += amount
        elif decision == MoneyCase.Decision.KEEP and case.refund is not None:
            for pk, part in case.refund.parts().items():
                one.lines[pk].back -= part.quantity
                one.lines[pk].goods_back -= to_minor(part.amount)
                one.lines[pk].freight_back -= to_minor(part.shipping)
            self.counted_back(case.order_id)
