"""The offers that run, as rules; one query."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import F, QuerySet

from catalog.models import Product
from catalog.models.variant import sellable
from catalog.selectors.texts import text
from promotions.lines import PricedLine, Step
from promotions.offers.models import Offer
from promotions.offers.rule import GivenArticle, Kind, Rule, Tier
from promotions.offers.steps import offer_step
from promotions.scopes import scope_from
from promotions.shelves import shelves_from
from promotions.wishes import Shopper, Wish
from shop.kernel.together import Answers
from shop.kernel.translations import tr

Row = Mapping[str, Any]
PLAIN = (
    "kind",
    "combines",
    "priority",
    "threshold",
    "percent",
    "pieces",
    "cheaper_pieces",
    "set_price",
)
GIFT = (
    "on_hand",
    "reserved",
    "is_active",
    "product__status",
    "product__name",
    "product__translations",
)


def step_of(
    lines: Sequence[PricedLine],
    shopper: Shopper,
    wish: Wish,
    now: datetime,
    asked: Answers,
) -> Step | None:
    """What runs now; None for nothing."""
    rules = [*rules_of(asked["offers"]), *_tried_rules(wish, now)]
    return offer_step(rules, shelves_from(asked)) if rules else None


def _tried_rules(wish: Wish, now: datetime) -> list[Rule]:
    """An offer that is paused, as though it were not."""
    tried = wish.tries("offer")
    if tried is None:
        return []
    offers = Offer.objects.not_over(now).filter(pk=tried, starts_at__lte=now)
    return rules_of(with_rule_columns(offers.exclude(paused_at=None)))


def running_question(now: datetime) -> QuerySet[Offer, Row]:
    return with_rule_columns(Offer.objects.running(now))


def with_rule_columns(offers: QuerySet[Offer]) -> QuerySet[Offer, Row]:
    """A row for each tier, or one for an offer without."""
    return (
        offers.order_by("-priority", "pk", "tiers__spend")
        .annotate(tier_spend=F("tiers__spend"), tier_save=F("tiers__save_amount"))
        .values(
            "pk",
            "name",
            "translations",
            "scope",
            *PLAIN,
            "tier_spend",
            "tier_save",
            "gift_variant",
            "gift_quantity",
            *(f"gift_variant__{name}" for name in GIFT),
        )
    )


def rules_of(rows: Iterable[Row]) -> list[Rule]:
    """In the active language."""
    tiers: dict[int, list[Tier]] = {}
    firsts: dict[int, Row] = {}
    for row in rows:
        firsts.setdefault(row["pk"], row)
        if row["tier_spend"] is not None:
            tier = Tier(spend=row["tier_spend"], save=row["tier_save"])
            tiers.setdefault(row["pk"], []).append(tier)
    return [_rule(row, tuple(tiers.get(pk, ()))) for pk, row in firsts.items()]


def _rule(row: Row, tiers: tuple[Tier, ...]) -> Rule:
    return Rule(
        id=row["pk"],
        name=text(row, "name"),
        scope=scope_from(row["scope"]),
        tiers=tiers,
        gift=_gift(row) if row["gift_variant"] else None,
        **{name: row[name] for name in PLAIN},
    )


def _gift(row: Row) -> GivenArticle:
    is_on_sale = row["gift_variant__product__status"] == Product.Status.ACTIVE
    return GivenArticle(
        variant_id=row["gift_variant"],
        quantity=row["gift_quantity"],
        name=text(row, "name", "gift_variant__product__"),
        left=sellable(
            row["gift_variant__on_hand"],
            row["gift_variant__reserved"],
            is_active=row["gift_variant__is_active"] and is_on_sale,
        ),
    )


def rule_of(offer: Offer) -> Rule:
    """Of one row; its tiers and gift may have been read before."""
    gift = offer.gift_variant
    return Rule(
        id=offer.pk,
        name=tr(offer, "name"),
        scope=offer.goods,
        tiers=tuple(
            Tier(spend=tier.spend, save=tier.save_amount) for tier in offer.tiers.all()
        ),
        gift=None
        if gift is None
        else GivenArticle(
            variant_id=gift.pk,
            quantity=offer.gift_quantity,
            name=tr(gift.product, "name"),
            left=gift.sellable,
        ),
        **{name: getattr(offer, name) for name in PLAIN},
    )


def rivals_of(offer: Offer) -> list[Offer]:
    """Offers at the same time that may be about the same goods and do not go with it.
    Free delivery goes with everything."""
    others = Offer.objects.meeting(offer.starts_at, offer.ends_at)
    return [
        other for other in others if not other.paused_at and are_rivals(offer, other)
    ]


def are_rivals(one: Offer, other: Offer) -> bool:
    """May both be about the same goods, and do not go together?"""
    return (
        one.pk != other.pk
        and Kind.FREIGHT not in (one.kind, other.kind)
        and not (one.combines and other.combines)
        and one.goods.may_meet(other.goods)
    )
