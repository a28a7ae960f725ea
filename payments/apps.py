from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PaymentsConfig(AppConfig):
    name = "payments"
    verbose_name = _("Payments")

    def ready(self) -> None:
        from orders.panels import panels
        from payments import jobs, receivers  # noqa: F401
        from payments.selectors import refunds_panel, strays_panel

        panels.extend([strays_panel, refunds_panel])
