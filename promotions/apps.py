from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PromotionsConfig(AppConfig):
    name = "promotions"
    verbose_name = _("Promotions")

    def ready(self) -> None:
        from accounts import here, menu
        from catalog import showcase
        from catalog.selectors.prices import reductions
        from promotions import jobs, receivers  # noqa: F401
        from promotions.coupons.here import had_coupons
        from promotions.coupons.home import home_coupons
        from promotions.coupons.panels import product_panels as coupons
        from promotions.flash_sales import showing as flash_sales
        from promotions.flash_sales.on_product import product_panel as flash_panel
        from promotions.group_buys import selectors as group_buys
        from promotions.group_buys.here import my_team
        from promotions.group_buys.home import home_group_buys
        from promotions.menu import ENTRIES
        from promotions.offers.panels import product_panels
        from promotions.sales import selectors as sales

        showcase.card_offers.append(sales.card_offers)
        showcase.variant_offers.append(sales.variant_offers)
        showcase.card_offers.append(flash_sales.card_offers)
        showcase.home_sections.append(flash_sales.home_section)
        showcase.home_sections.append(home_coupons)
        showcase.home_sections.append(home_group_buys)
        showcase.product_panels.append(flash_panel)
        showcase.product_panels.append(product_panels)
        showcase.product_panels.append(coupons)
        showcase.product_panels.append(group_buys.product_panels)
        reductions.append(sales.charged_in_sales)
        reductions.append(flash_sales.charged_in_flash)
        here.bits["coupons"] = had_coupons
        here.bits["team"] = my_team
        menu.entries.extend(ENTRIES)
