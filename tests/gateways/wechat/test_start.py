"""A payment begins: WeChat Pay is told once what is paid, and the same ever again."""

import pytest
from django.utils import translation

from payments.errors import GatewayAway, MethodNotOffered, NumberUsed
from payments.gateways.base import NOBODY, Payer
from payments.services import start_payment
from tests.catalog.factories import make_variant
from tests.conftest import NOON
from tests.gateways.wechat.fake import LATE, LOST, PROBE, Fault, meeting, refuses
from tests.gateways.wechat.seals import APPID, MCHID, MINI_APPID
from tests.gateways.wechat.walks import GATEWAY, PAYER, make_attempt, start
from tests.orders.factories import make_order

pytestmark = pytest.mark.django_db


def test_a_phone_goes_to_wechat_and_comes_back_to_the_waiting_page(wechat) -> None:
    attempt = make_attempt("h5")

    address = start(attempt)

    assert address == (
        "https://wx.example/pay?prepay_id=wx1&redirect_url="
        "https%3A%2F%2Fshop.example%2Fpayments%2Fwechat%2Freturn%2F"
        f"%3Fout_trade_no%3D{attempt.out_trade_no}"
    )
    assert wechat.bodies("prepay") == [
        {
            "appid": APPID,
            "mchid": MCHID,
            "description": f"Order {attempt.order.number}",
            "out_trade_no": attempt.out_trade_no,
            "time_expire": "2026-11-20T20:30:00+08:00",
            "notify_url": "https://shop.example/payments/wechat/callback/",
            "amount": {"total": 3200, "currency": "CNY"},
            "scene_info": {"payer_client_ip": PAYER.ip, "h5_info": {"type": "Wap"}},
        }
    ]


@pytest.mark.parametrize("channel", ["native", "jsapi"])
def test_others_go_to_a_page_of_ours(wechat, channel: str) -> None:
    attempt = make_attempt(channel)

    assert start(attempt) == f"/orders/{attempt.order.number}/pay/wechat/"


def test_a_mini_program_has_an_app_of_its_own(wechat) -> None:
    attempt = make_attempt("mini")

    said = GATEWAY.mini(attempt, payer=PAYER, now=NOON)

    asked = wechat.bodies("prepay")[0]
    assert (asked["appid"], asked["payer"]) == (MINI_APPID, {"openid": "o-mei"})
    assert set(said) == {"timeStamp", "nonceStr", "package", "signType", "paySign"}
    assert said["package"] == "prepay_id=wx1"


@pytest.mark.parametrize("channel", ["jsapi", "mini"])
def test_without_an_openid_nobody_is_asked(wechat, channel: str) -> None:
    with pytest.raises(MethodNotOffered):
        start(make_attempt(channel), payer=Payer(ip="203.0.113.7"))

    assert wechat.asked == []


def test_is_the_same_question_in_every_language_and_at_every_moment(wechat) -> None:
    attempt = make_attempt("h5")

    for language in ("en", "zh-hans"):
        with translation.override(language):
            start(attempt)

    first, second = wechat.bodies("prepay")
    assert first == second


def test_what_our_page_shows_is_asked_for_once(wechat) -> None:
    attempt = make_attempt("native")

    start(attempt)
    start(attempt)

    assert wechat.names() == ["prepay"]


def test_what_one_payer_got_is_not_given_to_another(wechat) -> None:
    attempt = make_attempt("jsapi")

    start(attempt)
    with pytest.raises(NumberUsed):
        start(attempt, payer=Payer(openid="o-tom"))


@pytest.mark.parametrize(
    "fault",
    [
        LOST,
        LATE,
        Fault(answer=(500, {"code": "SYSTEM_ERROR"})),
        Fault(answer=(429, {"code": "FREQUENCY_LIMITED"})),
        refuses(400, "SYSTEM_ERROR"),
        refuses(403, "FREQUENCY_LIMITED"),
        Fault(answer=(302, {})),
        Fault(answer=(404, None), raw=b"<html>Not here</html>"),
        Fault(raw=b"[]"),
        Fault(raw=b"not json"),
        Fault(raw=b'{"code_url": 7}'),
        refuses(401, "SIGN_ERROR"),
    ],
)
def test_no_clear_answer_is_no_refusal(wechat, fault: Fault) -> None:
    attempt = make_attempt("native")
    wechat.next("prepay", fault)

    with meeting(fault), pytest.raises(GatewayAway):
        start(attempt)

    assert start(attempt)  # and the same number goes on


@pytest.mark.parametrize("signed", ["not", "stranger", "old", "probe"])
def test_an_answer_is_believed_only_if_it_is_signed(wechat, signed: str) -> None:
    wechat.next("prepay", Fault(signed=signed), Fault(signed=signed))

    with pytest.raises(GatewayAway):
        start(make_attempt("native"))


def test_a_probe_of_our_checking_costs_the_buyer_nothing(wechat) -> None:
    wechat.next("prepay", PROBE)

    assert start(make_attempt("native"))
    assert wechat.names() == ["prepay", "prepay"]


@pytest.mark.parametrize("code", ["NO_AUTH", "PARAM_ERROR", "APPID_MCHID_NOT_MATCH"])
def test_a_refusal_sends_the_buyer_to_other_ways(wechat, code: str) -> None:
    wechat.next("prepay", refuses(403, code))

    with pytest.raises(MethodNotOffered):
        start(make_attempt("native"))


def test_a_number_that_is_spent_is_closed_and_another_one_taken(wechat) -> None:
    """The openid of somebody else, say: WeChat Pay knows the number with other facts."""
    order = make_order(make_variant())
    about = {"order_id": order.pk, "gateway": "wechat", "now": NOON, "channel": "jsapi"}
    start_payment(**about, payer=Payer(openid="o-tom"))

    start_payment(**about, payer=PAYER)

    old, new = order.attempts.order_by("pk")
    assert (old.status, new.status) == ("closed", "open")
    assert wechat.books.trades[old.out_trade_no]["state"] == "CLOSED"
    assert wechat.books.trades[new.out_trade_no]["payer"] == {"openid": "o-mei"}


@pytest.mark.parametrize("code", ["OUT_TRADE_NO_USED", "INVALID_REQUEST"])
def test_a_phone_that_changes_its_network_goes_on_under_another_number(
    wechat, code: str
) -> None:
    order = make_order(make_variant())
    about = {"order_id": order.pk, "gateway": "wechat", "now": NOON, "channel": "h5"}
    start_payment(**about, payer=PAYER)
    wechat.next("prepay", refuses(400, code))

    start_payment(**about, payer=Payer(ip="198.51.100.4"))

    old, new = order.attempts.order_by("pk")
    assert (old.status, new.status) == ("closed", "open")


def test_a_number_that_was_paid_meanwhile_pays_the_order(wechat) -> None:
    order = make_order(make_variant())
    about = {"order_id": order.pk, "gateway": "wechat", "now": NOON, "channel": "h5"}
    start_payment(**about, payer=PAYER)
    wechat.books.pay(order.attempts.get().out_trade_no)

    with pytest.raises(Exception, match="not waiting for payment"):
        start_payment(**about, payer=PAYER)

    order.refresh_from_db()
    assert (order.captured, order.attempts.count()) == (order.total, 1)


def test_an_address_of_another_kind_leads_nowhere(wechat) -> None:
    wechat.next("prepay", Fault(answer=(200, {"h5_url": "javascript:alert(1)"})))

    with pytest.raises(GatewayAway):
        start(make_attempt("h5"))


def test_a_key_that_can_not_be_read_is_no_crash(wechat, settings) -> None:
    settings.WECHATPAY_MERCHANT_KEY_FILE = "/nowhere.pem"

    assert not GATEWAY.is_configured()
    with pytest.raises(GatewayAway):
        start(make_attempt("native"), payer=NOBODY)
