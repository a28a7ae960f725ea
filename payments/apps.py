from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PaymentsConfig(AppConfig):
    name = "payments"
    verbose_name = _("Payments")

    def ready(self) -> None:
        from orders import ways_to_pay
        from orders.panels import panels
        from payments import jobs, receivers  # noqa: F401
        from payments.gateways.registry import is_switched_on
        from payments.selectors import refunds_panel, strays_panel

        ways_to_pay.switched_on.append(is_switched_on)
        panels.extend([strays_panel, refunds_panel])
