"""The address book.  Every change holds the owner's row, so two taps at once can
neither make two defaults nor a twenty-first address."""

from collections.abc import Mapping

from django.db import transaction

from accounts.errors import AddressBookFull
from accounts.models import Address, PostalAddress, User

MOST_ADDRESSES = 20
FIELDS = [field.name for field in PostalAddress._meta.local_fields]


def _hold(owner_id: int) -> None:
    """The user's row is first in the shop's lock order."""
    User.objects.select_for_update(no_key=True).get(pk=owner_id)


@transaction.atomic
def save_address(
    *,
    owner_id: int,
    fields: Mapping[str, str],
    address_id: int | None = None,
    default: bool = False,
) -> Address:
    """Add an address, or change the owner's `address_id`.

    The first one becomes the default, whatever `default` says; a default stays one
    until another takes its place.  `fields` that are not an address's are ignored.
    Raises AddressBookFull, Address.DoesNotExist.
    """
    _hold(owner_id)
    book = Address.objects.filter(owner_id=owner_id)
    if address_id is None:
        count = book.count()
        if count >= MOST_ADDRESSES:
            raise AddressBookFull
        address, default = Address(owner_id=owner_id), default or not count
    else:
        address = book.get(pk=address_id)
    for name in FIELDS:
        if name in fields:
            setattr(address, name, fields[name])
    if default and not address.is_default:
        book.filter(is_default=True).update(is_default=False)
        address.is_default = True
    address.save()
    return address


@transaction.atomic
def make_default(*, owner_id: int, address_id: int) -> None:
    """Let one address be the default and no other.  Raises Address.DoesNotExist."""
    _hold(owner_id)
    book = Address.objects.filter(owner_id=owner_id)
    address = book.get(pk=address_id)
    book.filter(is_default=True).exclude(pk=address_id).update(is_default=False)
    address.is_default = True
    address.save(update_fields=["is_default"])


@transaction.atomic
def delete_address(*, owner_id: int, address_id: int) -> dict[str, str]:
    """Take an address out of the book and answer what `restore_address` needs.

    Orders keep their own copy.  The newest of the rest becomes the default if the
    default went.  Raises Address.DoesNotExist.
    """
    _hold(owner_id)
    book = Address.objects.filter(owner_id=owner_id)
    address = book.get(pk=address_id)
    removed = address.address_fields() | {
        "was_default": "1" if address.is_default else ""
    }
    address.delete()
    if removed["was_default"] and (heir := book.order_by("-pk").first()):
        heir.is_default = True
        heir.save(update_fields=["is_default"])
    return removed


def restore_address(*, owner_id: int, removed: Mapping[str, str]) -> Address:
    """Undo `delete_address`, the default mark too.  Raises AddressBookFull."""
    return save_address(
        owner_id=owner_id, fields=removed, default=bool(removed.get("was_default"))
    )
