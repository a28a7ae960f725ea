"""`manage.py demo`: fills an empty shop, once, with what a stranger wants to see."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils.translation import override

from accounts.demo import fill_accounts
from cart.demo import fill_shipping_rates
from catalog.demo.fill import fill_catalog
from catalog.models import Product
from payments.demo import fill_orders
from promotions.coupons.demo import fill_coupons
from promotions.flash_sales.demo import fill_flash_sales
from promotions.listed import follow_campaign_prices
from promotions.offers.demo import fill_offers
from promotions.points.demo import fill_points
from shop.content.demo import fill_banners
from shop.kernel.clock import now


def is_empty() -> bool:
    """Nobody has an account and nothing is on sale."""
    return not (get_user_model().objects.exists() or Product.objects.exists())


@transaction.atomic
def fill(*, has_campaigns: bool = True) -> None:
    """All of it or, when interrupted, none of it."""
    instant = now()
    with override(settings.LANGUAGE_CODE):
        fill_accounts(instant)
        fill_catalog(instant)
        fill_banners(instant)
        fill_shipping_rates()
        fill_points(instant)
        fill_orders(instant)
        if has_campaigns:
            fill_campaigns(instant)


def fill_campaigns(instant: datetime) -> None:
    fill_coupons(instant)
    fill_offers(instant)
    fill_flash_sales(instant)
    follow_campaign_prices(instant)


class Command(BaseCommand):
    help = "Fill an empty shop with the demo range, people and orders."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--no-campaigns", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.IN_PRODUCTION:
            raise CommandError("The demo shop is never made in production.")
        if not is_empty():
            self.stdout.write("The shop has data already; nothing was changed.")
            return
        fill(has_campaigns=not options["no_campaigns"])
        self.stdout.write("The demo shop is filled.")
