"""Whom WeChat sees in its mini-program: a code, which works once, becomes an openid.

In the sandbox, for development and tests, `test-<anything>` stands for `<anything>`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from accounts.errors import WeChatAway, WrongCode
from shop.kernel.breaker import Watch
from shop.kernel.wechat import WeChatSilent, exchange_code

SANDBOX, TRIAL = "sandbox", "test-"
LONGEST = 128
# Not a code of ours, used already, too old, missing, of somebody whom WeChat distrusts.
NOT_GOOD = (40029, 40163, 42003, 41008, 40226)

watch = Watch()  # or everybody who opens the app would wait for it, and others for them


@dataclass(frozen=True, kw_only=True)
class Known:
    """A person, as WeChat calls them in this app and, with `union`, in all of ours."""

    app: str
    openid: str
    union: str = ""


def is_sandbox() -> bool:
    return bool(settings.WECHAT_LOGIN == SANDBOX)


def app() -> str:
    """The mini-program's own id."""
    return settings.WECHAT_MINIPROGRAM_APPID or SANDBOX


def whose(code: str) -> Known:
    """Exchange the code.  Raises WrongCode, WeChatAway."""
    if is_sandbox():
        openid = code.removeprefix(TRIAL)
        if not code.startswith(TRIAL) or not 0 < len(openid) <= LONGEST:
            raise WrongCode
        return Known(app=app(), openid=openid)
    said = _ask(code)
    union = _fact(said, "unionid") if said.get("unionid") else ""
    return Known(app=app(), openid=_fact(said, "openid"), union=union)


def _ask(code: str) -> Mapping[str, Any]:
    """What WeChat says.  Raises WrongCode, WeChatAway; at once while it rests."""
    if watch.breaker.is_open:
        raise WeChatAway
    try:
        status, said = exchange_code(
            "/sns/jscode2session",
            app=settings.WECHAT_MINIPROGRAM_APPID,
            secret=settings.WECHAT_MINIPROGRAM_SECRET,
            js_code=code,
        )
    except WeChatSilent:
        watch.failed()
        raise WeChatAway from None
    watch.answered()
    if not isinstance(said, dict):
        raise WeChatAway
    if said.get("errcode") in NOT_GOOD:
        raise WrongCode
    if status != 200:
        raise WeChatAway
    return said


def _fact(said: Mapping[str, Any], name: str) -> str:
    text = said.get(name)
    good = isinstance(text, str) and 0 < len(text) <= LONGEST and text.isprintable()
    if not good:
        raise WeChatAway
    return str(text)
