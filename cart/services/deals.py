"""A line that is bought through a campaign: at once, and alone."""

from datetime import datetime

from django.db import transaction

from cart.errors import BadQuantity, DealOver, NotOffered
from cart.models import MOST_PIECES, Cart, CartLine
from cart.selectors.pricing import wanted_of
from cart.services.lines import buy_without_deal, lock_cart, select_only
from catalog.selectors import line_facts
from promotions.registry import terms_of, turn_away
from promotions.terms import DealTerms
from promotions.wishes import NO_WISH, Deal, Shopper
from shop.kernel.errors import DomainError


def buy_through_deal(
    *, cart_id: int, variant_id: int, quantity: int, deal: Deal, now: datetime
) -> CartLine:
    """Have exactly so many pieces at the campaign's price ticked and nothing else.

    Reserves nothing.  Raises BadQuantity, NotOffered, DealOver (with the campaign's
    own words); then nothing changed.
    """
    if not 1 <= quantity <= MOST_PIECES:
        raise BadQuantity(MOST_PIECES)
    refuse_if_gone(deal)
    with transaction.atomic():
        cart = lock_cart(cart_id)
        line = CartLine.objects.filter(cart=cart, variant_id=variant_id).first()
        line = line or CartLine(cart=cart, variant_id=variant_id, added_at=now)
        line.quantity, line.deal, line.is_selected = quantity, deal, True
        _agree(line, cart, now)
    return line


def buy_otherwise(
    *, cart_id: int, line_id: int, deal: Deal | None, now: datetime
) -> CartLine:
    """Have what a campaign refuses through another deal, or without any.

    Raises CartLine.DoesNotExist, and as `buy_through_deal` or `buy_without_deal`; then
    nothing changed.
    """
    line = CartLine.objects.get(cart=cart_id, pk=line_id)
    if deal is None:
        pieces = {"line_id": line.pk, "quantity": line.quantity}
        return buy_without_deal(cart_id=cart_id, **pieces, now=now)
    return buy_through_deal(
        cart_id=cart_id,
        variant_id=line.variant_id,
        quantity=line.quantity,
        deal=deal,
        now=now,
    )


def refuse_if_gone(deal: Deal) -> None:
    """What was found sold out a moment ago is refused without a query.  Raises
    DealOver, with the campaign's own words."""
    try:
        turn_away(lambda: [deal])
    except DomainError as error:
        raise DealOver(str(error)) from error


def most_through_deal(line: CartLine, *, owner_id: int, now: datetime) -> int:
    """How many of it a campaign sells this shopper; 0 where none sells it (now)."""
    if line.deal is None:
        return 0
    try:
        terms = _terms(line, owner_id=owner_id, now=now)
    except NotOffered:
        return 0
    return max(terms.most, 0) if terms and terms.price is not None else 0


def _agree(line: CartLine, cart: Cart, now: datetime) -> None:
    """Put it into its basket, if the campaign agrees.  The caller holds the basket."""
    terms = _terms(line, owner_id=cart.owner_id, now=now)
    if terms is None or terms.price is None:
        raise DealOver(terms.problem if terms else "", is_over=True)
    if terms.problem:
        raise DealOver(terms.problem)
    if line.quantity > terms.most:
        raise DealOver(most=terms.most)
    line.seen_price = terms.price
    line.save()
    cart.save(update_fields=["updated_at"])
    select_only(line)


def _terms(line: CartLine, *, owner_id: int | None, now: datetime) -> DealTerms | None:
    """What the campaign says of this line."""
    facts = line_facts([line.variant_id]).get(line.variant_id)
    if facts is None or not facts.is_offered:
        raise NotOffered
    wanted = wanted_of(0, facts, line.quantity, deal=line.deal)
    terms = terms_of(
        [wanted], shopper=Shopper(owner_id=owner_id), wish=NO_WISH, now=now
    )
    return terms.deals.get(0)
