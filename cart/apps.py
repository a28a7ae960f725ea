from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CartConfig(AppConfig):
    name = "cart"
    verbose_name = _("Cart")

    def ready(self) -> None:
        from accounts.here import bits
        from cart import jobs, receivers  # noqa: F401
        from cart.sessions import count_pieces

        bits["cart"] = count_pieces
