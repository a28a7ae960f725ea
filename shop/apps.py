from django.apps import AppConfig, apps
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class ShopConfig(AppConfig):
    name = "shop"
    verbose_name = _("Shop")

    def ready(self) -> None:
        from accounts.roles import ensure_roles_after_migrate
        from shop import (
            celery,  # noqa: F401 (an unconfigured Celery would publish to a default broker)
            jobs,  # noqa: F401
        )
        from shop.kernel.append_only import install_triggers
        from shop.laws import jobs as law_jobs  # noqa: F401

        post_migrate.connect(install_triggers, dispatch_uid="shop.install_triggers")
        # Once a migrate, after the last app of ours has its permissions.
        post_migrate.connect(
            ensure_roles_after_migrate,
            sender=apps.get_app_config("payments"),
            dispatch_uid="shop.make_roles",
        )
