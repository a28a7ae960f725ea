from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OrdersConfig(AppConfig):
    name = "orders"
    verbose_name = _("Orders")

    def ready(self) -> None:
        from accounts.menu import entries
        from orders import jobs  # noqa: F401
        from orders.menu import ENTRIES

        entries.extend(ENTRIES)
