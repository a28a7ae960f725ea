from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OrdersConfig(AppConfig):
    name = "orders"
    verbose_name = _("Orders")

    def ready(self) -> None:
        from accounts.menu import entries
        from orders import (  # noqa: F401
            campaigns,
            jobs,
            receivers,
        )
        from orders.menu import ENTRIES
        from promotions import hooks

        entries.extend(ENTRIES)
        hooks.has_ordered.append(campaigns.has_ordered)
        hooks.books.append(campaigns)
