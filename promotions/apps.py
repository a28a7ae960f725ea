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
        from promotions.coupons.home import AT_HOME as COUPONS_AT_HOME
        from promotions.coupons.panels import ON_PRODUCT as COUPONS
        from promotions.flash_sales import showing as flash_sales
        from promotions.flash_sales.home import AT_HOME as FLASH_SALES_AT_HOME
        from promotions.flash_sales.on_product import ON_PRODUCT as FLASH_SALES
        from promotions.group_buys.here import my_team
        from promotions.group_buys.home import AT_HOME as GROUP_BUYS_AT_HOME
        from promotions.group_buys.panels import ON_PRODUCT as GROUP_BUYS
        from promotions.menu import ENTRIES
        from promotions.offers.panels import ON_PRODUCT as OFFERS
        from promotions.sales import selectors as sales

        showcase.card_offers += [sales.ON_CARDS, flash_sales.ON_CARDS]
        showcase.variant_offers.append(sales.OF_VARIANTS)
        showcase.home_sections += [
            FLASH_SALES_AT_HOME,
            COUPONS_AT_HOME,
            GROUP_BUYS_AT_HOME,
        ]
        showcase.product_panels += [
            FLASH_SALES,
            OFFERS,
            COUPONS,
            GROUP_BUYS,
        ]
        reductions.append(sales.charged_in_sales)
        reductions.append(flash_sales.charged_in_flash)
        here.bits["coupons"] = had_coupons
        here.bits["team"] = my_team
        menu.entries.extend(ENTRIES)
