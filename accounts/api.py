"""The JSON API's way in and out.  No rules live here."""

from typing import Annotated, Any

from django.http import HttpRequest
from django.utils.translation import get_language
from ninja.responses import Status
from pydantic import Field, StringConstraints

from accounts.errors import MalformedLogin, SecondFactorNeeded
from accounts.models import User
from accounts.requests import CustomerRequest, bearer_token
from accounts.services.signing_in import check_name, has_second_factor, normal_login
from accounts.services.tokens import MOST_SECONDS, issue_token, revoke_token
from accounts.services.wechat import check_wechat_code
from shop.kernel.api.interface import PUBLIC, endpoints
from shop.kernel.api.shapes import Input, Output
from shop.kernel.clock import now
from shop.kernel.network import visitor_address

router = endpoints("Log-in")

Filled = Annotated[str, StringConstraints(min_length=1)]


class Wish(Input):
    """For how many seconds the token is to live, at most."""

    expires_in: int = Field(default=MOST_SECONDS, ge=1)


class Credentials(Wish):
    username: Filled
    password: Filled


class Code(Wish):
    """What `wx.login` gave."""

    code: Filled


class Whose(Output):
    id: int
    username: str


class Entrance(Output):
    token: str
    expires_in: int
    user: Whose


@router.post("/auth/login", response=Entrance, auth=PUBLIC)
def log_in(request: HttpRequest, sent: Credentials) -> Entrance:
    """By e-mail or phone."""
    user = check_name(
        name=_name(sent.username),
        password=sent.password,
        address=visitor_address(request),
        now=now(),
    )
    if has_second_factor(user):
        raise SecondFactorNeeded
    return _let_in(user, sent)


@router.post("/auth/wechat", response=Entrance, auth=PUBLIC)
def log_in_by_wechat(request: HttpRequest, sent: Code) -> Entrance:
    """The account is made when somebody comes for the first time."""
    user = check_wechat_code(
        code=sent.code,
        address=visitor_address(request),
        language=get_language() or "",
        now=now(),
    )
    return _let_in(user, sent)


@router.post("/auth/logout", response={204: None})
def log_out(request: CustomerRequest) -> Any:
    """The token that was shown is over."""
    revoke_token(bearer_token(request) or "")
    return Status(204, None)


def _name(username: str) -> str:
    """What is no name at all is a name that nobody has: the same answer."""
    try:
        return normal_login(username)
    except MalformedLogin:
        return username.strip()


def _let_in(user: User, wish: Wish) -> Entrance:
    issued = issue_token(user=user, wish=wish.expires_in, now=now())
    return Entrance(
        token=issued.token,
        expires_in=int(issued.lives.total_seconds()),
        user=Whose(
            id=user.pk, username=user.email or user.phone or f"wechat-{user.pk}"
        ),
    )
