"""Every address of the shop."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path

from shop import views
from shop.media import media

handler404 = "shop.views.not_found"
handler500 = "shop.views.server_error"

urlpatterns = [
    path("healthz", views.healthz, name="healthz"),
    path("media/<path:name>", media, name="media"),
    *i18n_patterns(
        path("admin/", admin.site.urls),
        prefix_default_language=False,
    ),
]
