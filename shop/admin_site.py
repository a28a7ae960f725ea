"""The admin's site: the theme's, with the shop's own way in."""

from typing import Any

from django.contrib.admin.apps import AdminConfig
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.core.paginator import InvalidPage
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from unfold.sites import UnfoldAdminSite


class ShopAdminConfig(AdminConfig):
    default_site = "shop.admin_site.ShopAdminSite"


class RowsToPick(AutocompleteJsonView):
    """Called as their admin calls them: an SKU alone says little."""

    def serialize_result(self, obj: Any, to_field_name: str) -> dict[str, str]:
        told = super().serialize_result(obj, to_field_name)
        rows: Any = self.model_admin
        return told | {"text": str(rows.shown_as(obj))}


class ShopAdminSite(UnfoldAdminSite):
    """Has no log-in form of its own: `accounts.middleware` keeps the one door."""

    index_title = _("Overview")

    def __init__(self, name: str = "admin") -> None:
        super().__init__(name)
        self.pages: list[URLPattern] = []  # apps add theirs, which no row is behind

    def get_urls(self) -> list[Any]:
        pages = [
            path(str(one.pattern), self.admin_view(one.callback), name=one.name)
            for one in self.pages
        ]
        return [*pages, *super().get_urls()]

    def login(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Whoever gets here is staff already."""
        return redirect(f"{self.name}:index")

    def autocomplete_view(self, request: HttpRequest) -> Any:
        return RowsToPick.as_view(admin_site=self)(request)

    def search(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The theme's search, which crashes on a page that does not exist."""
        try:
            return super().search(request, extra_context)
        except InvalidPage as error:
            raise Http404 from error
