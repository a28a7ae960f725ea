"""The goods that a campaign is about, as a page: where “Use it” and “Add something”
lead."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from catalog.models import Category, Product
from catalog.selectors import category_tree
from catalog.selectors.listing import PageBeyondTheEnd, listing
from catalog.wishes import wishes_from
from promotions.scopes import Scope
from shop.kernel.clock import now


def goods_page(
    request: HttpRequest, scope: Scope, *, name: str, title: str, text: str, back: str
) -> HttpResponse:
    """A listing of what the scope covers.  Raises Http404."""
    wishes = wishes_from(request.GET)
    try:
        listed = listing(eligible_goods(scope), wishes, now=now())
    except PageBeyondTheEnd as error:
        raise Http404(_("There are fewer pages than that.")) from error
    page = {
        "name": name,
        "title": title,
        "text": text,
        "listing": listed,
        "back_url": back,
        "nav": category_tree().links(),
    }
    return render(request, "promotions/goods.html", page)


def eligible_goods(scope: Scope) -> QuerySet[Product]:
    """On sale, and covered by it: what `Scope.covers` says, of all goods."""
    goods = Product.objects.on_sale()
    if scope.categories or scope.products:
        on_shelves = goods.filter(pk__in=_standing_on(scope.categories))
        goods = on_shelves | goods.filter(pk__in=scope.products)
    if scope.not_categories:
        goods = goods.exclude(pk__in=_standing_on(scope.not_categories))
    return goods.exclude(pk__in=scope.not_products)


def _standing_on(category_ids: Iterable[int]) -> QuerySet[Any]:
    """The products on these shelves and on those below; one query for their paths."""
    shelves = Category.objects.none()
    for shelf in Category.objects.filter(pk__in=category_ids):
        shelves = shelves | Category.objects.within(shelf)
    stands = Category.products.through.objects.filter(category__in=shelves)
    return stands.values("product_id")
