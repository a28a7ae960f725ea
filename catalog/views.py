"""The shelves of the shop: public pages, the same bytes for everybody."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from catalog import selectors
from catalog.selectors.listing import PageBeyondTheEnd
from catalog.structured import breadcrumbs_data, product_data
from catalog.wishes import wishes_from
from shop.kernel.http import public_page

LONGEST_QUERY = 100


@require_safe
@public_page
def categories(request: HttpRequest) -> HttpResponse:
    return render(
        request, "catalog/categories.html", {"page": selectors.categories_page()}
    )


@require_safe
@public_page
def category(request: HttpRequest, slug: str) -> HttpResponse:
    try:
        page = selectors.category_page(slug, wishes_from(request.GET))
    except PageBeyondTheEnd as error:
        raise Http404(_("There are fewer pages than that.")) from error
    if page is None:
        raise Http404(_("There is no such category."))
    return render(
        request,
        "catalog/category.html",
        {
            "page": page,
            "listing": page.listing,
            "crumbs": [{"name": shelf.name, "url": shelf.url} for shelf in page.way],
        },
    )


@require_safe
@public_page
def product(request: HttpRequest, slug: str) -> HttpResponse:
    """Drafts are unknown here; what is archived says so and stays reachable."""
    page = selectors.product_page(slug, request.GET.get("sku", "")[:64])
    if page is None:
        raise Http404(_("There is no such product."))
    crumbs = [{"name": shelf.name, "url": shelf.url} for shelf in page.way]
    here = request.build_absolute_uri(request.path)
    return render(
        request,
        "catalog/product.html",
        {
            "page": page,
            "crumbs": crumbs,
            "back_url": crumbs[-1]["url"] if crumbs else None,
            "canonical": here,
            "data": [product_data(page, here), breadcrumbs_data(page, here)],
        },
    )


@require_safe
@public_page
def search(request: HttpRequest) -> HttpResponse:
    query = " ".join(request.GET.get("q", "")[:LONGEST_QUERY].split())
    try:
        page = selectors.search_page(wishes_from(request.GET, query))
    except PageBeyondTheEnd as error:
        raise Http404(_("There are fewer pages than that.")) from error
    return render(
        request, "catalog/search.html", {"page": page, "listing": page.listing}
    )
