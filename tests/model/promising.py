"""What orders hold beside their goods, and what becomes of it with them."""

from typing import ClassVar

from promotions.models import Seat
from tests.model.machine import S
from tests.model.parcels import Shop
from tests.model.promised import Campaign, Held, Team, Ticket, part_of


class Promising(Shop):
    """What follows for coupons, seats, pieces set aside and points."""

    THERE: ClassVar = {"9.99": 20, "0.07": 5, "120.00": 3}
    SIZE, HOURS = 3, 24

    def __init__(self) -> None:
        super().__init__()
        self.held: dict[int, Held] = {}
        self.tickets: dict[int, Ticket] = {}
        self.teams: dict[int, Team] = {}
        self.points: dict[int, int] = {}
        self.campaign: Campaign

    def free(self, variant: int) -> int:
        is_in_campaign = variant == self.campaign.variant
        return super().free(variant) - is_in_campaign * self.campaign.unclaimed

    def settled(self, pk: int) -> None:
        super().settled(pk)
        held = self.held[pk]
        if held.ticket is not None:
            self.tickets[held.ticket].state = "used"
        if held.team is not None:
            self.teams[held.team].pay(pk, self.now)
            self.orders[pk].status = S.AWAITING_TEAM

    def ended(self, pk: int) -> None:
        held = self.held[pk]
        if held.ticket is not None:
            self.tickets[held.ticket].comes_back(self.now)
        if held.team is not None:
            self.teams[held.team].leave(pk)
        self.pieces_follow(pk)
        self.give_points(held, held.points - held.returned)

    def counted_back(self, pk: int) -> None:
        self.pieces_follow(pk)
        lines, held = self.orders[pk].lines.values(), self.held[pk]
        goods = sum(line.net for line in lines)
        back = sum(line.goods_back for line in lines)
        due = part_of(held.points, back=back, goods=goods)
        self.give_points(held, max(due - held.returned, 0))
        more = min((goods - back) // 100, held.earned) - held.has
        more = max(more, -self.points[held.owner])
        self.points[held.owner] += more
        held.has += more

    def completed(self, pk: int) -> None:
        lines, held = self.orders[pk].lines.values(), self.held[pk]
        kept = sum(line.net - line.goods_back for line in lines)
        held.earned = held.has = kept // 100
        self.points[held.owner] += held.earned

    def pieces_follow(self, pk: int) -> None:
        """What it holds no more and has not sent is the campaign's again."""
        one, held = self.orders[pk], self.held[pk]
        if held.team is not None:
            line = next(iter(one.lines.values()))
            gone = line.quantity - line.sent - one.holds.get(line.variant, 0)
            self.campaign.put_back(held.owner, gone - held.freed)
            held.freed = gone

    def give_points(self, held: Held, points: int) -> None:
        self.points[held.owner] += points
        held.returned += points

    # --- late money -------------------------------------------------------------------

    def is_all_there(self, pk: int) -> bool:
        held = self.held[pk]
        ticket = self.tickets.get(held.ticket)
        return (
            (ticket is None or ticket.can_be_held_again(pk))
            and self.points[held.owner] >= held.points
            and (super().is_all_there(pk) if held.team is None else self.has_seat(pk))
        )

    def has_seat(self, pk: int) -> bool:
        owner, line = self.held[pk].owner, next(iter(self.orders[pk].lines.values()))
        can_sit = (
            self.campaign.is_open
            if self.can_sit_again(pk)
            else self.campaign.is_running(self.now)
        )
        return can_sit and self.campaign.has_for(owner, line.quantity)

    def can_sit_again(self, pk: int) -> bool:
        held = self.held[pk]
        return self.can_join(held.owner, self.teams[held.team])

    def can_join(self, owner: int, team: Team) -> bool:
        is_in = any(self.held[order].owner == owner for order in team.seats)
        return team.is_joinable(self.now) and not is_in

    def takes_again(self, pk: int) -> None:
        held = self.held[pk]
        if held.ticket is not None:
            self.tickets[held.ticket].hold(pk)
        self.give_points(held, -held.points)
        if held.team is None:
            return
        line = next(iter(self.orders[pk].lines.values()))
        self.campaign.claim(held.owner, line.quantity)
        held.freed = 0
        stays = self.can_sit_again(pk)
        found = Seat.objects.get(order_number=held.number).team_id
        assert (found == held.team) is stays
        self.sits_down(pk, found)

    def sits_down(self, pk: int, team: int) -> None:
        self.teams.setdefault(team, Team(size=self.SIZE, hours=self.HOURS)).sit_down(pk)
        self.held[pk].team = team
