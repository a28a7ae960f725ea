"""Every address of the shop."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path

from shop import sitemaps, views
from shop.api import api
from shop.content.views import robots
from shop.media import media

handler404 = "shop.views.not_found"
handler500 = "shop.views.server_error"

urlpatterns = [
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    path("media/<path:name>", media, name="media"),
    path("sitemap.xml", sitemaps.root, name="sitemap"),
    path("sitemap-<slug:section>.xml", sitemaps.section, name="sitemap-section"),
    path("robots.txt", robots, name="robots"),
    path("api/", api.urls),
    *i18n_patterns(
        path("", include("shop.content.urls")),
        path("", include("catalog.urls")),
        path("", include("promotions.urls")),
        path("", include("cart.urls")),
        path("", include("orders.urls")),
        path("", include("payments.urls")),
        path("account/", include("accounts.urls")),
        path("account/", include("allauth.urls")),
        path("support/", include("support.urls")),
        path("admin/", admin.site.urls),
        prefix_default_language=False,
    ),
]
