"""Whoever asks for a word before a session gets one, and one if it never begins."""

from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localtime

from accounts.models import OutboxMessage
from catalog.models import Variant
from promotions.flash_sales.errors import SessionHasBegun
from promotions.flash_sales.jobs import remind_of_sessions
from promotions.flash_sales.planning import (
    ItemPlan,
    call_off,
    change_session,
    plan_session,
)
from promotions.flash_sales.reminding import ask_for_reminder
from promotions.flash_sales.running import open_session
from promotions.flash_sales.session_form import SessionForm
from promotions.models import FlashItem, FlashReminder, FlashSession
from shop.kernel.clock import now
from tests.accounts.factories import make_user
from tests.admin.factories import client_of
from tests.promotions.flash_sales.factories import AN_HOUR, make_item
from tests.walks import HTMX, text_of

pytestmark = pytest.mark.django_db
PAGE = reverse("promotions:flash-sales")
CALENDAR = reverse("promotions:flash-calendar")


def planned(pot: Variant) -> FlashItem:
    at = now() + AN_HOUR
    return make_item(pot, starts_at=at, ends_at=at + 2 * AN_HOUR)


def test_goes_into_a_calendar(pot: Variant) -> None:
    item = planned(pot)

    answer = Client().get(CALENDAR, {"session": item.session_id})

    assert answer["Content-Type"].startswith("text/calendar")
    starts: datetime = item.session.starts_at
    assert f"DTSTART:{starts:%Y%m%dT%H%M%SZ}\r\n" in answer.content.decode()
    assert Client().get(CALENDAR, {"session": 99}).status_code == 404


def test_sends_one_word_before_it_starts(pot: Variant) -> None:
    item = planned(pot)
    client = client_of(make_user(email="mei@example.com"))
    for _ in range(2):
        client.post(reverse("promotions:flash-remind"), {"session": item.session_id})
    at = item.session.starts_at

    sent = [remind_of_sessions(at - timedelta(minutes=n)) for n in (11, 9, 8)]

    assert sent == [0, 1, 0]
    assert FlashReminder.objects.count() == 1
    message = OutboxMessage.objects.get(key__startswith="flash-soon")
    assert message.recipient == "mei@example.com"
    assert "/flash-sales/" in message.body


def test_tells_once_of_one_that_is_called_off_in_the_readers_language(
    pot: Variant,
) -> None:
    item = planned(pot)
    at = item.session.starts_at
    early, late = make_user(email="mei@example.com", language="zh-hans"), make_user()
    ask_for_reminder(session_id=item.session_id, owner_id=early.pk, now=now())
    assert remind_of_sessions(at - timedelta(minutes=9)) == 1
    ask_for_reminder(session_id=item.session_id, owner_id=late.pk, now=now())
    gone = FlashReminder.objects.get(owner=early)

    call_off(session_id=item.session_id, now=at - timedelta(minutes=8))

    told = [remind_of_sessions(at + timedelta(minutes=n)) for n in (-7, -6, 90)]
    assert told == [2, 0, 0]
    message = OutboxMessage.objects.get(key=f"flash-off-{gone.pk}")
    assert message.recipient == "mei@example.com"
    assert "/zh-hans/flash-sales/" in message.body
    assert not OutboxMessage.objects.filter(key=f"flash-soon-{late.pk}").exists()
    with pytest.raises(SessionHasBegun):
        ask_for_reminder(session_id=item.session_id, owner_id=late.pk, now=now())


def test_shows_one_that_is_called_off_to_who_comes_for_it(pot: Variant) -> None:
    item = planned(pot)
    call_off(session_id=item.session_id, now=now())

    of_it = {"session": item.session_id}
    page = text_of(Client().get(PAGE, of_it))
    assert "was called off" in page
    assert "data-live" not in page
    assert "Remind me" not in page
    assert Client().get(CALENDAR, of_it).status_code == 404
    assert "No flash sale is planned" in text_of(Client().get(PAGE))


def test_a_guest_logs_in_first(pot: Variant) -> None:
    item = planned(pot)

    answer = Client().post(
        reverse("promotions:flash-remind"), {"session": item.session_id}
    )

    assert answer.url.startswith(reverse("account_login"))
    assert answer.url.endswith(f"%3Fsession%3D{item.session_id}")
    assert not FlashReminder.objects.exists()


def test_says_where_the_button_was_that_a_word_will_be_sent(pot: Variant) -> None:
    item = planned(pot)
    client = client_of(make_user())
    url = reverse("promotions:flash-remind")

    answer = client.post(url, {"session": item.session_id}, **HTMX)

    assert "We send you a word" in answer.content.decode()
    assert 'id="flash-remind" tabindex="-1"' in answer.content.decode()
    assert "<html" not in answer.content.decode()


def test_can_be_planned_again_at_the_time_of_one_that_is_called_off(
    pot: Variant,
) -> None:
    session = planned(pot).session
    call_off(session_id=session.pk, now=now())
    assert not open_session(session_id=session.pk, now=session.starts_at)

    at = {"starts_at": session.starts_at, "ends_at": session.ends_at}
    local = {
        name: localtime(moment).replace(tzinfo=None) for name, moment in at.items()
    }
    assert not SessionForm({"sale": session.sale_id} | local).errors
    plans = [ItemPlan(variant_id=pot.pk, price=Decimal(5), allotment=3)]
    plan_session(sale_id=session.sale_id, **at, plans=plans, now=now())

    again = FlashSession.objects.get()
    assert open_session(session_id=again.pk, now=again.starts_at)


def test_one_that_is_moved_to_the_time_of_one_called_off_reminds_its_shoppers(
    pot: Variant,
) -> None:
    """None of them is told that nothing begins."""
    gone = planned(pot).session
    at = {"starts_at": gone.starts_at, "ends_at": gone.ends_at}
    plans = [ItemPlan(variant_id=pot.pk, price=Decimal(5), allotment=3)]
    mei = make_user(email="mei@example.com")
    later = {name: moment + 9 * AN_HOUR for name, moment in at.items()}
    moved = plan_session(sale_id=gone.sale_id, **later, plans=plans, now=now())
    for session in (gone, moved):
        ask_for_reminder(session_id=session.pk, owner_id=mei.pk, now=now())
    ask_for_reminder(session_id=gone.pk, owner_id=make_user().pk, now=now())
    call_off(session_id=gone.pk, now=now())

    change_session(session_id=moved.pk, **at, plans=plans, now=now())

    assert FlashSession.objects.get().starts_at == gone.starts_at
    assert remind_of_sessions(gone.starts_at - timedelta(minutes=9)) == 2
    assert not OutboxMessage.objects.filter(key__startswith="flash-off").exists()
