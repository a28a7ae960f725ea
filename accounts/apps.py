from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = _("Accounts")

    def ready(self) -> None:
        from accounts import jobs, receivers  # noqa: F401
        from accounts.menu import Entry, entries

        entries += [
            Entry(_("Addresses"), "accounts:addresses", "pin", order=20),
            Entry(_("Name and language"), "accounts:profile", "user", order=30),
            Entry(_("Security"), "accounts:security", "shield", order=40),
        ]
