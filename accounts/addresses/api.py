"""The JSON API's address book.  Private."""

from typing import Annotated, Any

from ninja.responses import Status
from pydantic import AfterValidator, StringConstraints, WithJsonSchema

from accounts.models import Address
from accounts.phones import ABROAD, MAINLAND, for_courier
from accounts.regions import COUNTRIES, HOME, country_code
from accounts.requests import CustomerRequest
from accounts.services import save_address
from shop.kernel.api.interface import endpoints
from shop.kernel.api.shapes import Input, Output

router = endpoints("Addresses")


def _dialled(text: str) -> str:
    if for_courier(text) != text:
        raise ValueError("No courier can dial that.")
    return text


def _known(text: str) -> str:
    code = country_code(text)
    if code is None:
        raise ValueError("The shop knows no such country.")
    return code


FILLED = r"\S"  # more than blanks
CODES = [code for code, _name in COUNTRIES]
Phone = Annotated[
    str,
    AfterValidator(_dialled),
    WithJsonSchema(
        {
            "type": "string",
            "pattern": rf"^({MAINLAND.pattern}|{ABROAD.pattern})$",
            "example": "13800138000",
        }
    ),
]
Country = Annotated[
    str, AfterValidator(_known), WithJsonSchema({"type": "string", "enum": CODES})
]
Words = Annotated[str, StringConstraints(max_length=80)]


class Fields(Input):
    """Where a parcel goes.  What is left out is empty, the country mainland China."""

    name: Annotated[str, StringConstraints(max_length=80, pattern=FILLED)]
    phone: Phone
    country: Country = HOME
    province: Words = ""
    city: Words = ""
    district: Words = ""
    detail: Annotated[str, StringConstraints(max_length=200, pattern=FILLED)]
    postal_code: Annotated[str, StringConstraints(max_length=20)] = ""
    is_default: bool = False


class Postal(Output):
    """Where a parcel goes, in words."""

    name: str
    phone: str
    country: str
    province: str
    city: str
    district: str
    detail: str
    postal_code: str
    is_default: bool


class Entry(Postal):
    id: int


@router.get("/user/address", response=list[Entry])
def book(request: CustomerRequest) -> list[Entry]:
    """The default one first, then the newest."""
    return [entry(address) for address in request.user.addresses.all()]


@router.get("/user/address/default", response=Entry | None)
def default(request: CustomerRequest) -> Entry | None:
    """`null` where there is none."""
    address = request.user.addresses.filter(is_default=True).first()
    return entry(address) if address else None


@router.post("/user/address", response={201: Entry})
def add(request: CustomerRequest, sent: Fields) -> Any:
    """The first one becomes the default, whatever is said."""
    fields = sent.model_dump(exclude={"is_default"})
    address = save_address(
        owner_id=request.user.pk, fields=fields, default=sent.is_default
    )
    return Status(201, entry(address))


def entry(address: Address) -> Entry:
    return Entry(
        id=address.pk, is_default=address.is_default, **address.address_fields()
    )
