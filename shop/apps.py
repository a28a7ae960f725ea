from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class ShopConfig(AppConfig):
    name = "shop"
    verbose_name = _("Shop")

    def ready(self) -> None:
        from shop import (
            celery,  # noqa: F401 (an unconfigured Celery would publish to a default broker)
            jobs,  # noqa: F401
        )
        from shop.kernel.append_only import install_triggers
        from shop.laws import jobs as law_jobs  # noqa: F401

        post_migrate.connect(install_triggers, dispatch_uid="shop.install_triggers")
