from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SupportConfig(AppConfig):
    name = "support"
    verbose_name = _("Support")

    def ready(self) -> None:
        from accounts.menu import Entry, entries

        entries.append(Entry(_("Help"), "support:help", "help", order=90))
