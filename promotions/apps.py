from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PromotionsConfig(AppConfig):
    name = "promotions"
    verbose_name = _("Promotions")

    def ready(self) -> None:
        from catalog import showcase
        from catalog.selectors.prices import reductions
        from promotions import jobs  # noqa: F401
        from promotions.sales import selectors as sales

        showcase.card_offers.append(sales.card_offers)
        showcase.variant_offers.append(sales.variant_offers)
        reductions.append(sales.charged_in_sales)
        from accounts.menu import entries
        from promotions.menu import ENTRIES

        entries.extend(ENTRIES)
