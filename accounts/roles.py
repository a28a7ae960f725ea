"""Who among the staff may do what.  The owner is a superuser and needs no role.

A role is a Django group; its permissions are set from the table below each time the
roles are ensured, so the table stays the truth.
"""

from collections.abc import Iterator

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.utils.translation import gettext_lazy as _

READ = ("view",)
EDIT = ("view", "change")
KEEP = ("view", "add", "change")
OWN = ("view", "add", "change", "delete")
ADD = ("view", "add")
NONE: tuple[str, ...] = ()

# role → app label or "app.model" → what may be done with its rows
ROLES: dict[str, dict[str, tuple[str, ...]]] = {
    "operations": {
        "catalog": OWN,
        "catalog.stockmove": READ,
        "catalog.pricelog": READ,
        "content": OWN,
        "promotions": OWN,
        "promotions.flashclaim": READ,
        "promotions.flashshopper": READ,
        "promotions.flashreminder": READ,
        "promotions.team": EDIT,
        "promotions.seat": READ,
        "promotions.groupshopper": READ,
        "promotions.member": EDIT,
        "promotions.pointsentry": READ,
        "orders": KEEP,
        "orders.orderdraft": OWN,
        "orders.draftline": OWN,
        "payments": READ,
        "payments.refund": EDIT,
        "payments.refundproposal": EDIT,
        "payments.moneycase": EDIT,
        "payments.difference": EDIT,
        "cart": READ,
        "cart.shippingrate": OWN,
        "cart.pricetrial": OWN,
        "cart.trialline": OWN,
        "cart.regiontariff": OWN,
        "accounts.user": READ,
        "accounts.address": READ,
    },
    # notes, addresses, time to receive, prices agreed, orders by phone
    "support": {
        "orders": READ,
        "orders.order": EDIT,
        "orders.orderevent": ADD,
        "orders.orderdraft": OWN,
        "orders.draftline": OWN,
        "support": KEEP,
        "promotions.team": READ,
        "promotions.seat": READ,
        "promotions.member": READ,
        "promotions.pointsentry": READ,
        "payments": READ,
        "catalog": READ,
        "cart": READ,
        "accounts.user": READ,
        "accounts.address": EDIT,
    },
    # ships and tracks
    "warehouse": {
        "orders": READ,
        "orders.orderevent": ADD,
        "orders.shipment": KEEP,
        "orders.shipmentline": KEEP,
        "orders.trackingevent": ADD,
        "orders.invoice": NONE,
        "orders.orderdraft": NONE,
        "orders.draftline": NONE,
        "catalog": READ,
        "catalog.variant": EDIT,
    },
    "finance": {
        "payments": EDIT,
        "payments.refundlimit": READ,
        "orders": READ,
        "orders.invoice": ADD,
        "orders.orderdraft": NONE,
        "orders.draftline": NONE,
    },
}

LABELS = {
    "operations": _("operations"),
    "support": _("support"),
    "warehouse": _("warehouse"),
    "finance": _("finance"),
}
VERBS = {
    "view": _("View"),
    "add": _("Add"),
    "change": _("Change"),
    "delete": _("Delete"),
}


def label(role: str) -> str:
    """A role's name in the reader's language; names of other groups as they are."""
    return str(LABELS.get(role, role))


def described(permission: Permission) -> str:
    """“Change order”: Django writes these in English into the database."""
    action, _line, model = permission.codename.partition("_")
    kind = permission.content_type.model_class()
    if action not in VERBS or kind is None or kind._meta.model_name != model:
        return permission.name
    return f"{VERBS[action]} {kind._meta.verbose_name}"


@transaction.atomic
def ensure_roles() -> None:
    """Make every role and give it exactly its permissions.  Safe to repeat."""
    permissions = list(Permission.objects.select_related("content_type"))
    for name, table in ROLES.items():
        group, _made = Group.objects.get_or_create(name=name)
        group.permissions.set(
            permission
            for permission in permissions
            if permission.codename in set(codenames(permission, table))
        )


def codenames(
    permission: Permission, table: dict[str, tuple[str, ...]]
) -> Iterator[str]:
    """What a role may do with the model that a permission is about.

    A line for the model goes before the line for its app.
    """
    kind = permission.content_type
    whole_app = table.get(kind.app_label, NONE)
    actions = table.get(f"{kind.app_label}.{kind.model}", whole_app)
    return (f"{action}_{kind.model}" for action in actions)


def ensure_roles_after_migrate(**_: object) -> None:
    """A receiver of `post_migrate`: a new shop has its roles, and new rights arrive."""
    ensure_roles()
