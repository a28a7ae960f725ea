"""The price lab shows every step of a basket's price at any moment, and why not."""

from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from cart.models import PriceTrial, TrialLine
from cart.selectors.trials import trial_result
from promotions.offers.rule import Kind
from shop.kernel.clock import now
from tests.accounts.factories import make_user
from tests.admin.factories import client_of, filled, make_clerk
from tests.cart.factories import make_rate
from tests.catalog.factories import make_variant
from tests.conftest import NOON
from tests.promotions.coupons.factories import make_coupon, make_template
from tests.promotions.factories import DAY, make_offer, make_sale
from tests.promotions.flash_sales.factories import make_item
from tests.promotions.group_buys.factories import make_offer as make_group_offer
from tests.promotions.points.factories import make_level, make_member

pytestmark = pytest.mark.django_db


def make_trial(*variants, quantity: int = 1, **columns) -> PriceTrial:
    make_rate()
    trial = PriceTrial.objects.create(**{"name": "Singles' day"} | columns)
    for variant in variants:
        TrialLine.objects.create(trial=trial, variant=variant, quantity=quantity)
    return trial


def test_shows_a_campaign_before_it_opens() -> None:
    pot = make_variant(price="20.00")
    make_sale(pot, "15.00", starts_at=NOON + DAY, ends_at=NOON + 2 * DAY)
    make_offer(name="Autumn", starts_at=NOON + DAY)

    today = trial_result(make_trial(pot, quantity=2), now=NOON)
    then = trial_result(make_trial(pot, quantity=2, at=NOON + DAY), now=NOON)

    assert (today.quote.total, then.quote.total) == (40 + 12, 27 + 12)
    assert today.verdicts[0].text.startswith("Begins on")
    assert (then.verdicts[0].name, then.verdicts[0].text) == ("Autumn", "−¥3.00")
    assert then.lines[0].price_name == "Sale price"


def test_says_why_nothing_came_of_an_offer() -> None:
    pot, cup = make_variant(price="20.00"), make_variant(on_hand=0)
    make_offer(name="Best", percent=50)
    make_offer(name="Beaten", percent=20)
    make_offer(name="Paused", paused_at=NOON)
    make_offer(name="Elsewhere", scope={"products": [cup.product_id]})
    make_offer(Kind.TIERS, (100, 30), name="More")
    make_offer(Kind.CHEAPER, name="Pieces", pieces=2, cheaper_pieces=1, percent=100)
    make_offer(Kind.GIFT, name="Out", gift_variant=cup, combines=True)
    make_offer(Kind.FREIGHT, name="Far", threshold=15)

    result = trial_result(make_trial(pot, shopper=make_user()), now=NOON)

    assert {one.name: one.text for one in result.verdicts} == {
        "Best": "−¥10.00",
        "Beaten": "These goods have “Best” already, which saves more.",
        "Paused": "Paused.",
        "Elsewhere": "Not about these goods.",
        "More": "¥80.00 more is needed.",
        "Pieces": "2 more pieces are needed.",
        "Out": "The gift is sold out.",
        "Far": "¥5.00 more is needed.",
    }


def test_prices_it_for_any_shopper() -> None:
    pot, mei = make_variant(price="20.00"), make_member(1)
    make_level(percent_off=10)
    make_coupon(mei, make_template("3.00"))

    anybody = trial_result(make_trial(pot), now=NOON)
    hers = trial_result(make_trial(pot, shopper=mei), now=NOON)

    assert (anybody.quote.total, hers.quote.total) == (32, 18 - 3 + 12)
    assert hers.lines[0].price_name == "Member price (Gold)"
    assert hers.coupons.has_chosen


def test_the_desk_shows_it_all() -> None:
    desk, pot = client_of(make_clerk()), make_variant(price="20.00")
    make_offer(name="Autumn", starts_at=NOON - 900 * DAY)
    trial = make_trial(pot, region="浙江省")
    url = reverse("admin:cart_pricetrial_change", args=[trial.pk])

    page = desk.get(url).content.decode()

    for text in ("Autumn", "−¥2.00", "¥30.00", "Standard"):
        assert text in page


def test_the_warehouse_has_no_lab(client: Client) -> None:
    desk = client_of(make_clerk("warehouse"))

    assert desk.get(reverse("admin:cart_pricetrial_changelist")).status_code == 403


def asked(source: str, *, role: str = "operations"):
    url = f"{reverse('admin:cart_pricetrial_add')}?preview={source}"
    return client_of(make_clerk(role)).get(url)


def prices(result) -> dict:
    return {line.article.name: line.unit_price for line in result.lines}


def test_previews_a_flash_session_and_a_group_buy_before_they_open() -> None:
    pot, cup = make_variant(price="20.00"), make_variant(price="30.00")
    later = {"starts_at": now() + DAY, "ends_at": now() + 2 * DAY}
    item = make_item(pot, price="5.00", **later)
    group = make_group_offer(cup, price="9.00", paused_at=NOON, **later)

    flash = asked(f"flash:{item.session_id}").context
    team = asked(f"group:{group.campaign_id}").context

    assert prices(flash["result"]) == {pot.product.name: 5}
    assert flash["result"].at == item.session.starts_at
    assert flash["result"].verdicts[0].text == "¥20.00 → ¥5.00"
    assert prices(team["result"]) == {cup.product.name: 9}
    form = flash["adminform"].form
    assert form["campaign"].value() == f"flash:{item.session_id}"
    assert not PriceTrial.objects.exists()
    other = make_trial(cup, campaign=f"flash:{item.session_id}")
    assert trial_result(other, now=NOON).verdicts[0].text == "Not for these goods."
    trial = make_trial(pot, campaign=f"flash:{item.session_id}")
    over = trial_result(trial, now=later["ends_at"])
    assert (prices(over), over.verdicts[0].text) == (
        {pot.product.name: 20},
        "This flash sale is not on now.",
    )


def test_previews_what_gives_to_everybody_and_a_coupon_that_nobody_has_yet() -> None:
    pot = make_variant(price="20.00")
    later = now() + DAY
    offer = make_offer(name="Autumn", starts_at=later)
    sale = make_sale(pot, starts_at=later, ends_at=later + DAY)
    coupon = make_template(threshold=30, claim_from=later, new_shoppers_only=True)

    by_offer, by_sale, by_coupon = (
        asked(f"{kind}:{row.pk}").context["result"]
        for kind, row in (("offer", offer), ("sale", sale), ("coupon", coupon))
    )

    assert (by_offer.verdicts[0].name, by_offer.verdicts[0].text) == (
        "Autumn",
        "−¥1.50",
    )
    assert prices(by_sale) == {pot.product.name: 15}
    assert [one.amount for one in by_coupon.quote.discounts] == [Decimal("4.50"), 5]
    assert by_coupon.coupons.usable[0].is_chosen


def test_previews_an_offer_that_is_still_paused() -> None:
    pot = make_variant(price="20.00")
    offer = make_offer(name="Copy", paused_at=NOON, starts_at=now() + DAY)

    page = asked(f"offer:{offer.pk}").context

    verdict = page["result"].verdicts[0]
    assert (verdict.name, verdict.text) == ("Copy", "−¥2.00")
    assert page["adminform"].form["campaign"].value() == f"offer:{offer.pk}"
    plain = trial_result(make_trial(pot, at=now() + 2 * DAY), now=NOON)
    assert (plain.quote.discount, plain.verdicts[0].text) == (0, "Paused.")


def test_a_preview_is_kept_by_saving_it() -> None:
    item = make_item(
        make_variant(), starts_at=now() + DAY, ends_at=now() + 2 * DAY, price="5.00"
    )
    source = f"flash:{item.session_id}"
    page = asked(source)

    desk = client_of(make_clerk())
    desk.post(reverse("admin:cart_pricetrial_add"), filled(page))

    trial = PriceTrial.objects.get()
    assert (trial.campaign, trial.lines.get().variant_id) == (source, item.variant_id)


@pytest.mark.parametrize(
    "source", ["flash:99", "none:1", "offer:", "offer:²", "x" * 99]
)
def test_a_preview_of_nothing_is_an_empty_form(source: str) -> None:
    page = asked(source)

    assert (page.status_code, page.context["result"]) == (200, None)
