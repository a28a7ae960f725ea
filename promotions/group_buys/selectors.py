"""Group buys as shoppers see them: in the list, and a team's page."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from django.db.models import F, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from catalog.models import Variant
from catalog.selectors import VariantFacts, line_facts
from catalog.selectors.lines import fact_questions, facts_from
from promotions.group_buys.models import GroupCampaign, GroupOffer, Seat, Team
from promotions.group_buys.shown import Campaign, Choice, OpenTeam, TeamPage, deal_of
from promotions.sales.selectors import sale_prices, sale_question
from shop.kernel.prepared import prepared
from shop.kernel.together import Answers, Questions, together
from shop.kernel.translations import tr

MOST_READ, MOST_TEAMS = 8, 5
MOST_CAMPAIGNS = 60


def campaign_questions(now: datetime) -> Questions:
    running = GroupCampaign.objects.running(now).order_by("ends_at", "pk")
    offers = running_offers(now)
    goods = Variant.objects.filter(pk__in=offers.order_by().values("variant"))
    return {
        "group_campaigns": running[:MOST_CAMPAIGNS],
        "group_offers": offers,
        "group_sales": sale_question(goods.order_by().values("pk"), now),
        **fact_questions(goods, "group"),
    }


def campaigns_from(answers: Answers, now: datetime) -> list[Campaign]:
    """Everything that runs and whose goods are offered, what is left first."""
    known = facts_from(answers, "group")
    offered = {pk: one for pk, one in known.items() if one.is_offered}
    facts = _bought_alone(offered, dict(answers["group_sales"]))
    rows, offers = answers["group_campaigns"], answers["group_offers"]
    cards = _campaigns(rows, offers, facts, now)
    return sorted(cards, key=lambda card: card.is_sold_out)


def _bought_alone(
    facts: Mapping[int, VariantFacts], sales: Mapping[int, Decimal]
) -> dict[int, VariantFacts]:
    """At the price that everybody gets without the group: their sale's, if that is on."""
    return {
        pk: replace(one, price=min(one.price, sales.get(pk, one.price)))
        for pk, one in facts.items()
    }


_running_campaigns = together(campaign_questions)


def campaigns_page(*, now: datetime) -> list[Campaign]:
    """Everything that runs, what is left first.  One query."""
    return campaigns_from(_running_campaigns(now=now), now)


def team_page(code: str, *, now: datetime) -> TeamPage | None:
    """A fixed number of queries."""
    teams = Team.objects.select_related("campaign").filter(code=code)
    team = teams.first()
    if team is None:
        return None
    campaign = _campaign_of(team.campaign, now)
    seats = team.seats.exclude(state=Seat.State.FREED).select_related("owner")
    is_failed = team.state == Team.State.FAILED
    members = [] if is_failed else [name_of(seat) for seat in seats]
    others = open_teams_of(team.campaign_id, now=now) if campaign.is_open else []
    return TeamPage(
        code=team.code,
        state=state_of(team, now),
        campaign=campaign,
        members=members,
        empty=range(team.size - len(members)),
        places_left=team.places_left,
        size=team.size,
        expires_at=team.expires_at,
        completed_by_shop=team.completed_by_shop,
        others=[one for one in others if one.code != code],
    )


def open_teams_of(campaign_id: int, *, now: datetime) -> list[OpenTeam]:
    """Those that can be joined, the fullest and then the most urgent first."""
    return teams_of(_joinable_of(campaign_id=campaign_id, now=now))


def teams_of(seats: Iterable[Seat]) -> list[OpenTeam]:
    return [
        OpenTeam(
            code=seat.team.code,
            url=reverse("promotions:team", args=[seat.team.code]),
            leader=name_of(seat),
            places_left=seat.team.places_left,
            expires_at=seat.team.expires_at,
            deal=deal_of(seat.offer_id, seat.team.code),
        )
        for seat in seats
        if seat.team.expires_at
    ][:MOST_TEAMS]


def name_of(seat: Seat) -> str:
    """Masked: the first letter, and nothing that leads to a person."""
    name = seat.owner.name.strip() if seat.owner else ""
    return f"{name[0]}*" if name else _("Guest")


def seat_in(code: str, *, owner_id: int) -> str:
    """The number of this account's order in the team; "" if it has none."""
    seats = Seat.objects.filter(team__code=code, owner=owner_id)
    live = seats.exclude(state=Seat.State.FREED).values_list("order_number", flat=True)
    return live.first() or ""


def state_of(team: Team, now: datetime) -> str:
    if team.state == Team.State.COMPLETE:
        return "complete"
    if team.state == Team.State.FAILED:
        return "expired"
    if team.expires_at is None:
        return "unpaid"
    if team.expires_at <= now:
        return "expired"
    return "open" if team.places_left > 0 else "waiting"


def _campaign_of(campaign: GroupCampaign, now: datetime) -> Campaign:
    """One query of the catalogue's and two for the prices."""
    offers = list(GroupOffer.objects.filter(campaign=campaign).order_by("price", "pk"))
    ids = [offer.variant_id for offer in offers]
    facts = _bought_alone(line_facts(ids), sale_prices(ids, now=now))
    return _campaigns([campaign], offers, facts, now)[0]


def _campaigns(
    campaigns: Iterable[GroupCampaign],
    offers: Sequence[GroupOffer],
    facts: dict[int, VariantFacts],
    now: datetime,
) -> list[Campaign]:
    """The offers are in the order of their prices."""
    found = []
    for campaign in campaigns:
        own = [one for one in offers if one.campaign_id == campaign.pk]
        if shown := [one for one in own if one.variant_id in facts]:
            found.append(_campaign(campaign, shown, facts, now))
    return found


def _campaign(
    campaign: GroupCampaign,
    offers: Sequence[GroupOffer],
    facts: dict[int, VariantFacts],
    now: datetime,
) -> Campaign:
    left = [one for one in offers if _is_left(one, facts[one.variant_id])]
    best = (left or offers)[0]
    article = facts[best.variant_id]
    return Campaign(
        name=tr(campaign, "name"),
        product=article.name,
        product_url=article.product_url,
        image=article.image,
        size=campaign.size,
        hours=campaign.hours,
        price=best.price,
        single_price=article.price,
        is_sold_out=not left,
        is_running=campaign.is_running(now),
        is_open=campaign.is_open,
        may_complete=campaign.may_complete,
        ends_at=campaign.ends_at,
        offer_id=best.pk,
        choices=[_choice(offer, facts[offer.variant_id]) for offer in offers],
    )


def _is_left(offer: GroupOffer, article: VariantFacts) -> bool:
    return offer.unclaimed > 0 and article.is_offered


def _choice(offer: GroupOffer, article: VariantFacts) -> Choice:
    return Choice(
        variant_id=offer.variant_id,
        words=" · ".join(article.options.values()),
        price=offer.price,
        single_price=article.price,
        is_sold_out=not _is_left(offer, article),
        deal=deal_of(offer.pk),
    )


def running_offers(now: datetime) -> QuerySet[GroupOffer]:
    """By conditions on the offer, so that a prepared query can hold it."""
    return GroupOffer.objects.filter(
        campaign__starts_at__lte=now,
        campaign__ends_at__gt=now,
        campaign__opened_at__isnull=False,
        campaign__closed_at=None,
        campaign__paused_at=None,
    ).order_by("price", "pk")


@prepared
def _joinable_of(campaign_id: int, now: datetime) -> QuerySet[Seat]:
    return joinable(now).filter(team__campaign=campaign_id)[:MOST_READ]


def joinable(now: datetime) -> QuerySet[Seat]:
    """The seats of the leaders of teams that can be joined.  `__in`: where a value
    equals one that an index is restricted to, SQLite plans anew each time."""
    seats = Seat.objects.filter(
        team__state__in=["open"],
        team__expires_at__gt=now,
        team__seats_taken__lt=F("team__size"),
        is_leader=True,
    ).exclude(state__in=["freed"])
    return seats.select_related("team", "owner").order_by(
        F("team__size") - F("team__seats_taken"), "team__expires_at", "pk"
    )
