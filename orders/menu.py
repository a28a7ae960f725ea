"""What orders add to the user centre."""

from django.utils.translation import gettext_lazy as _

from accounts.menu import Entry

ENTRIES = [
    Entry(_("To pay"), "orders:list", "wallet", 10, "orders", "?state=unpaid"),
    Entry(_("To ship"), "orders:list", "box", 20, "orders", "?state=paid"),
    Entry(_("On the way"), "orders:list", "truck", 30, "orders", "?state=shipped"),
    Entry(_("All orders"), "orders:list", "clock", 40, "orders"),
]
