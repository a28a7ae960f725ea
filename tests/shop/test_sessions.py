"""A session is one row, written by one statement each time."""

from datetime import timedelta

import pytest
from django.contrib.sessions.backends.base import CreateError, UpdateError
from django.contrib.sessions.models import Session
from django.utils import timezone

from shop.kernel.sessions import SessionStore

pytestmark = pytest.mark.django_db


def test_is_there_again(django_assert_num_queries) -> None:
    store = SessionStore()
    store["cart"] = "one"
    with django_assert_num_queries(1):
        store.save()
    key = store.session_key

    store["cart"] = "two"
    with django_assert_num_queries(1):
        store.save()

    assert SessionStore(key)["cart"] == "two"
    assert Session.objects.get().expire_date > timezone.now() + timedelta(days=59)


def test_a_key_is_nobody_elses() -> None:
    first = SessionStore()
    first["cart"] = "one"
    first.save()

    with pytest.raises(CreateError):
        SessionStore(first.session_key).save(must_create=True)

    assert SessionStore(first.session_key)["cart"] == "one"


def test_one_that_ended_meanwhile_is_not_made_anew() -> None:
    store = SessionStore()
    store["cart"] = "one"
    store.save()
    Session.objects.all().delete()

    with pytest.raises(UpdateError):
        store.save()

    assert not Session.objects.exists()
