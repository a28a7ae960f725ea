"""The shelves of the shop: public pages, the same bytes for everybody."""

from urllib.parse import urljoin

from django.conf import settings
from django.core.files.storage import default_storage
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from catalog import selectors, structured
from catalog.search import LONGEST_QUERY
from catalog.selectors.listing import PageBeyondTheEnd
from catalog.wishes import wishes_from
from shop.kernel.clock import now
from shop.kernel.http import public_page


@require_safe
@public_page
def categories(request: HttpRequest) -> HttpResponse:
    page = selectors.categories_page(now=now())
    context = {"page": page, "tab": "categories", "nav": page.tree.links()}
    return render(request, "catalog/categories.html", context)


@require_safe
@public_page
def category(request: HttpRequest, slug: str) -> HttpResponse:
    try:
        page = selectors.category_page(slug, wishes_from(request.GET), now=now())
    except PageBeyondTheEnd as error:
        raise Http404(_("There are fewer pages than that.")) from error
    if page is None:
        raise Http404(_("There is no such category."))
    *above, here = page.way
    context = {
        "page": page,
        "listing": page.listing,
        "crumbs": [*_crumbs(above), {"name": here.name}],
        "back_url": above[-1].url if above else reverse("catalog:categories"),
        "nav": page.tree.links(here),
        "og": _preview(here.name, here.description, here.image),
    }
    if page.listing.page.number > 1:
        place = f"{request.path}?page={page.listing.page.number}"
        context["canonical_url"] = f"{settings.SITE_URL}{place}"
    return render(request, "catalog/category.html", context)


@require_safe
@public_page
def product(request: HttpRequest, slug: str) -> HttpResponse:
    """Drafts are unknown here; what is archived says so and stays reachable."""
    sku = request.GET.get("sku", "")[:64]
    page = selectors.product_page(slug, sku, now=now())
    if page is None:
        raise Http404(_("There is no such product."))
    here = f"{settings.SITE_URL}{request.path}"
    data = structured.product_data(page, here), structured.breadcrumbs_data(page, here)
    context = {
        "page": page,
        "crumbs": [*_crumbs(page.way), {"name": page.name}],
        "back_url": page.way[-1].url if page.way else None,
        "nav": page.tree.links(page.way[-1] if page.way else None),
        "data": [structured.script(block) for block in data],
        "og": _preview(
            page.name, page.summary, page.pictures[0].file if page.pictures else ""
        ),
    }
    return render(request, "catalog/product.html", context)


@require_safe
@public_page
def search(request: HttpRequest) -> HttpResponse:
    query = " ".join(request.GET.get("q", "")[:LONGEST_QUERY].split())
    try:
        page = selectors.search_page(wishes_from(request.GET, query), now=now())
    except PageBeyondTheEnd as error:
        raise Http404(_("There are fewer pages than that.")) from error
    context = {
        "page": page,
        "listing": page.listing,
        "q": query,
        "nav": page.tree.links(),
    }
    return render(request, "catalog/search.html", context)


def _crumbs(way: list[selectors.Shelf]) -> list[dict[str, str]]:
    root = {"name": _("Categories"), "url": reverse("catalog:categories")}
    return [root, *({"name": shelf.name, "url": shelf.url} for shelf in way)]


def _preview(title: str, text: str, picture: str) -> dict[str, str]:
    """What a link to the page shows elsewhere (Open Graph)."""
    url = urljoin(settings.SITE_URL, default_storage.url(picture)) if picture else ""
    return {"title": title, "description": text, "image": url}
