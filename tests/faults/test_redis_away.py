"""With Redis gone, dumb or swamped, people still buy and get their money back, and no
page keeps them waiting.  `manage.py sweep` does what no worker was asked to do."""

import pytest

from tests.faults.claims import (
    NOTHING_IS_DUE,
    assert_prompt,
    is_given_back,
    is_paid,
)
from tests.faults.redis_faults import AWAY
from tests.faults.shop_process import ShopProcess
from tests.faults.shopping import cancel, log_in, look_around, pay, place, refund
from tests.faults.visitor import Visitor


@pytest.mark.parametrize("way", AWAY)
def test_people_buy_and_get_their_money_back(real_shop: ShopProcess, way: str) -> None:
    with AWAY[way]() as url:
        real_shop.environment["REDIS_URL"] = url
        real_shop.start("web")
        one, two, staff = (Visitor(home=real_shop.url) for _ in range(3))
        look_around(one)

        first = place(one, phone="13900000001")
        assert pay(one, first) == f"{first}pay/done/"
        second = place(two, phone="13900000002")
        pay(two, second, leaves=True)
        real_shop.sweep_until(is_paid(first), is_paid(second))
        log_in(staff, "owner@example.com", to="/admin/")
        refund(staff, first)
        cancel(two, second)
        real_shop.sweep_until(
            is_given_back(first), is_given_back(second), NOTHING_IS_DUE
        )

        assert_prompt([*one.answers, *two.answers, *staff.answers])
        assert "none is broken" in real_shop.manage("check_ledger", "--prompt")
