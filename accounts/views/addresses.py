"""The address book.  Somebody else's address is not there: 404."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core import signing
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.forms import AddressBookForm
from accounts.models import Address
from accounts.requests import CustomerRequest
from accounts.services import (
    delete_address,
    make_default,
    restore_address,
    save_address,
)
from accounts.services.addresses import MOST_ADDRESSES
from shop.kernel.errors import DomainError
from shop.kernel.http import private_page

REMOVED = "removed_address"
SALT = "accounts.removed_address"
UNDO_FOR = 60 * 60  # seconds


@private_page
@login_required
@require_GET
def show(request: CustomerRequest) -> HttpResponse:
    """The book; right after a deletion with the way back."""
    addresses = list(request.user.addresses.all())
    page = {
        "addresses": addresses,
        "is_full": len(addresses) >= MOST_ADDRESSES,
        "most": MOST_ADDRESSES,
        "undo": request.session.pop(REMOVED, ""),
    }
    return render(request, "accounts/addresses.html", page)


@private_page
@login_required
@require_http_methods(["GET", "POST"])
def add(request: CustomerRequest) -> HttpResponse:
    return _edit(request, None)


@private_page
@login_required
@require_http_methods(["GET", "POST"])
def edit(request: CustomerRequest, address_id: int) -> HttpResponse:
    return _edit(request, _own(request, address_id))


def _edit(request: CustomerRequest, address: Address | None) -> HttpResponse:
    form = AddressBookForm(request.POST or None, instance=address)
    if request.method == "POST" and form.is_valid():
        try:
            save_address(
                owner_id=request.user.pk,
                address_id=address.pk if address else None,
                fields=form.address_fields(),
                default=form.cleaned_data["default"],
            )
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Address saved."))
            return redirect("accounts:addresses")
    page = {"form": form, "address": address}
    status = 422 if form.errors else 200
    return render(request, "accounts/address.html", page, status=status)


@private_page
@login_required
@require_POST
def delete(request: CustomerRequest, address_id: int) -> HttpResponse:
    address = _own(request, address_id)
    removed = delete_address(owner_id=request.user.pk, address_id=address.pk)
    request.session[REMOVED] = signing.dumps(
        removed | {"owner": request.user.pk}, salt=SALT, compress=True
    )
    return redirect("accounts:addresses")


@private_page
@login_required
@require_POST
def restore(request: CustomerRequest) -> HttpResponse:
    """Undo a deletion: the form carries what was deleted, signed and for its owner."""
    try:
        restore_address(owner_id=request.user.pk, removed=_removed(request))
    except DomainError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The address is back."))
    return redirect("accounts:addresses")


@private_page
@login_required
@require_POST
def default(request: CustomerRequest, address_id: int) -> HttpResponse:
    address = _own(request, address_id)
    make_default(owner_id=request.user.pk, address_id=address.pk)
    messages.success(request, _("This is your default address now."))
    return redirect("accounts:addresses")


def _own(request: CustomerRequest, address_id: int) -> Address:
    return get_object_or_404(request.user.addresses, pk=address_id)


def _removed(request: CustomerRequest) -> dict[str, Any]:
    try:
        removed = signing.loads(
            request.POST.get("undo", ""), salt=SALT, max_age=UNDO_FOR
        )
    except signing.BadSignature as error:
        raise Http404 from error
    if removed.pop("owner") != request.user.pk:
        raise Http404
    return removed
