"""What promotions add to the user centre."""

from django.utils.translation import gettext_lazy as _

from accounts.menu import Entry

ENTRIES = [
    Entry(_("Coupons"), "promotions:wallet", "gift", 10),
    Entry(_("Points and level"), "promotions:points", "star", 12),
]
