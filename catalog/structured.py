"""What search engines read: schema.org's Product, Offer and BreadcrumbList."""

import json
from typing import Any
from urllib.parse import urljoin

from django.conf import settings
from django.core.files.storage import default_storage
from django.utils.safestring import SafeString, mark_safe

from catalog.selectors.product import ProductPage

Data = dict[str, Any]
CONTEXT = "https://schema.org"
NO_MARKUP = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}


def script(data: Data) -> SafeString:
    """A data block; nothing in it can end the element or begin another."""
    text = json.dumps(data, ensure_ascii=False).translate(NO_MARKUP)
    return mark_safe(f'<script type="application/ld+json">{text}</script>')  # noqa: S308


def product_data(page: ProductPage, url: str) -> Data:
    """The product with its offer: one price, or the range of its variants."""
    return {
        "@context": CONTEXT,
        "@type": "Product",
        "name": page.name,
        "description": page.summary or page.description,
        "url": url,
        "image": [
            urljoin(url, default_storage.url(picture.file)) for picture in page.pictures
        ],
        **({"brand": {"@type": "Brand", "name": page.brand}} if page.brand else {}),
        **({"sku": page.picked.sku} if page.picked else {}),
        **({"offers": _offers(page, url)} if page.price_from is not None else {}),
    }


def breadcrumbs_data(page: ProductPage, url: str) -> Data:
    steps = [(shelf.name, urljoin(url, shelf.url)) for shelf in page.way]
    return {
        "@context": CONTEXT,
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": place, "name": name, "item": item}
            for place, (name, item) in enumerate([*steps, (page.name, url)], start=1)
        ],
    }


def _offers(page: ProductPage, url: str) -> Data:
    common = {
        "priceCurrency": settings.SHOP_CURRENCY,
        "availability": f"{CONTEXT}/{_availability(page)}",
        "url": url,
    }
    if page.has_range:
        return {
            "@type": "AggregateOffer",
            "lowPrice": str(page.price_from),
            "highPrice": str(page.price_to),
            "offerCount": len(page.choosing.variants),
            **common,
        }
    return {"@type": "Offer", "price": str(page.price_from), **common}


def _availability(page: ProductPage) -> str:
    if page.is_archived:
        return "Discontinued"
    return "OutOfStock" if page.choosing.is_sold_out else "InStock"
