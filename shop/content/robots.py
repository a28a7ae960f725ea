"""What robots may read: everything that is the same for everybody."""

from django.conf import settings
from django.urls import reverse

from shop.kernel.languages import language_prefix

PRIVATE = ("account/", "admin/", "cart/", "checkout/", "orders/", "payments/", "api/")


def robots_text(root: str) -> str:
    lines = ["User-agent: *"]
    for code, _ in settings.LANGUAGES:
        lines += [f"Disallow: {language_prefix(code)}{path}" for path in PRIVATE]
    lines += ["", f"Sitemap: {root.rstrip('/')}{reverse('sitemap')}", ""]
    return "\n".join(lines)
