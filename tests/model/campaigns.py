"""Members buy together: order × coupon × team × refund."""

from datetime import timedelta

from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, rule

from orders.jobs import let_go_of_complete_teams
from orders.models import Order
from payments.jobs import send_back_for_failed_teams
from promotions.coupons.jobs import end_coupons
from promotions.group_buys.jobs import close_group_buys, end_expired_teams
from promotions.group_buys.teams import complete_team
from promotions.models import GroupCampaign, GroupOffer, GroupShopper, Seat, Team
from promotions.pausing import pause, resume
from tests.conftest import NOON
from tests.model.giving_back import CAN_CANCEL
from tests.model.machine import WHICH, S
from tests.model.members import BUYERS, Members
from tests.model.promised import (
    COMPLETE,
    EXPIRED,
    FAILED,
    OPEN,
    UNUSED,
    Buyer,
    Campaign,
)
from tests.model.promised import Team as TeamBelief
from tests.promotions.group_buys.factories import group_order, make_running

PRICE = 800  # cents


class Campaigns(Members):
    """One group buy: it is opened, joined, left, completed, paused, and runs out."""

    def __init__(self) -> None:
        super().__init__()
        self.offer = make_running(
            self.variants[0],
            allotment=16,
            price="8.00",
            size=self.SIZE,
            hours=self.HOURS,
            ends_at=NOON + timedelta(days=35),
            most_per_order=2,
            most_each=5,
            takes_coupon=True,
            may_complete=True,
        )
        self.campaign = Campaign(
            variant=self.offer.variant_id,
            unclaimed=16,
            ends_at=self.offer.campaign.ends_at,
            most_per_order=2,
            most_each=5,
        )

    # Of these the model of whole orders knows more.
    write_an_invoice = wrong_sum_arrives = go_to_the_gateway = None

    @initialize()
    def a_day_begins(self) -> None:
        """An old order is completed, another one and a coupon are held, and a team waits
        for the money of its third member."""
        self.place([2, 0, 1], Buyer(who=0, ticket=0, points=10**6))
        self.ship(0, [2, 1])
        self.receive(0)
        self.time_passes(24 * 8)
        for who in range(2):
            self.claim_a_coupon(who)
        self.place([1, 2, 1], Buyer(who=0, ticket=0, points=150, pays=False))
        for who in range(1, 4):
            buyer = Buyer(who=who, ticket=1, points=7, pays=who < 3)
            self.buy_together(buyer, which=0, joins=who > 1, pieces=1)

    # --- what shoppers do -------------------------------------------------------------

    @rule(
        buyer=BUYERS,
        which=WHICH,
        joins=st.sampled_from([True, True, False]),
        pieces=st.sampled_from([1, 1, 2, 3]),
    )
    def buy_together(
        self, buyer: Buyer, which: int, *, joins: bool, pieces: int
    ) -> None:
        owner, wish = self.someone(buyer.who), self.wish(buyer)
        team = self.pick_team(which) if joins else None
        can_sit = (
            self.campaign.is_running(self.now)
            if team is None
            else self.campaign.is_open and self.can_join(owner, self.teams[team])
        )

        def buy() -> Order:
            return group_order(
                self.offer,
                Team.objects.get(pk=team) if team else None,
                quantity=pieces,
                owner=self.people[owner],
                now=self.now,
                wish=wish,
            )

        has_some = self.campaign.has_for(owner, pieces) and self.may_order(owner)
        order = self.unless_refused(buy, fits=can_sit and has_some)
        if order is not None:
            self.believe(order, owner=owner, wish=wish, goods=PRICE * pieces)
            found = Seat.objects.get(order_number=order.number).team_id
            assert found == team if team else found not in self.teams
            self.sits_down(order.pk, found)
            self.campaign.claim(owner, pieces)
            if buyer.pays:
                self.pay_for(order.pk)

    @rule(which=WHICH)
    def cancel(self, which: int) -> None:
        pk = self.pick(which, *CAN_CANCEL)
        if pk is not None:
            self.give_up(pk)

    @rule(which=WHICH)
    def a_leader_leaves(self, which: int) -> None:
        leaders = [team.leader for team in self.teams.values() if team.leader]
        if leaders:
            self.give_up(leaders[which % len(leaders)])

    # --- what the shop does -----------------------------------------------------------

    @rule(which=WHICH)
    def the_shop_completes_a_team(self, which: int) -> None:
        pk = self.pick_team(which)
        if pk is None:
            return
        team = self.teams[pk]
        fits = team.can_be_completed(self.now)
        if self.unless_refused(
            lambda: complete_team(team_id=pk, now=self.now), fits=fits
        ):
            team.state, team.by_shop = COMPLETE, True

    @rule(pauses=st.sampled_from([True, False, False, False]))
    def the_campaign_is_paused(self, *, pauses: bool) -> None:
        if pauses:
            pause(GroupCampaign, self.offer.campaign_id, now=self.now)
        else:
            resume(GroupCampaign, self.offer.campaign_id)
        self.campaign.is_paused = pauses

    @rule(hours=st.sampled_from([0.2, 0.6, 6, 24, 24 * 11]))
    def clock_goes_on(self, hours: float) -> None:
        self.time_passes(hours)

    def time_passes(self, hours: float) -> None:
        super().time_passes(hours)
        end_coupons(self.now)
        end_expired_teams(self.now)
        send_back_for_failed_teams(self.now)
        let_go_of_complete_teams(self.now)
        close_group_buys(self.now)
        self.believe_campaigns()

    def believe_campaigns(self) -> None:
        for ticket in self.tickets.values():
            if ticket.state == UNUSED and ticket.good_until <= self.now:
                ticket.state = EXPIRED
        for team in self.teams.values():
            if team.state == OPEN and team.ends and team.ends <= self.now:
                team.state = FAILED
            self.believe_team(team)
        is_busy = any(team.state == OPEN for team in self.teams.values())
        if self.campaign.ends_at <= self.now and not is_busy:
            self.campaign.is_closed, self.campaign.unclaimed = True, 0

    def believe_team(self, team: TeamBelief) -> None:
        for pk in list(team.seats):
            if team.state == FAILED:
                self.believe_cancelled(pk)
            elif team.state == COMPLETE and self.status(pk) == S.AWAITING_TEAM:
                self.orders[pk].status = S.AWAITING_SHIPMENT

    # --- helpers ----------------------------------------------------------------------

    def pick_team(self, which: int) -> int | None:
        all_of_them = list(self.teams)
        live = [pk for pk in all_of_them if self.teams[pk].state == OPEN]
        choices = live if live and which % 5 else all_of_them
        return choices[which % len(choices)] if choices else None

    # --- what must agree --------------------------------------------------------------

    @invariant()
    def teams_agree(self) -> None:
        rows = Team.objects.in_bulk()
        assert {
            pk: (row.state, row.seats_taken, row.paid, row.expires_at)
            for pk, row in rows.items()
        } == {
            pk: (one.state, len(one.seats), one.paid, one.ends)
            for pk, one in self.teams.items()
        }
        seats = Seat.objects.exclude(state="freed")
        assert {
            seat.order_number: (seat.team_id, seat.state, seat.is_leader)
            for seat in seats
        } == {
            self.held[pk].number: (
                team,
                "paid" if one.seats[pk] else "held",
                pk == one.leader,
            )
            for team, one in self.teams.items()
            for pk in one.seats
        }

    @invariant()
    def pieces_agree(self) -> None:
        assert GroupOffer.objects.get().unclaimed == self.campaign.unclaimed
        rows = GroupShopper.objects.values_list("shopper", "taken")
        taken = {f"u{pk}": count for pk, count in self.campaign.taken.items() if count}
        assert {shopper: count for shopper, count in rows if count} == taken
