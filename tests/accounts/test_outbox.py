"""A message is owed once, sent once, and tried again when the way is blocked."""

import logging
from datetime import timedelta

import pytest
from django.core import mail
from django.db import transaction

from accounts import sms
from accounts.jobs import send_messages
from accounts.models import OutboxMessage
from accounts.services import post_message, render_message, send_message
from accounts.services.outbox import LEASE, MOST_TRIES
from tests.conftest import NOON

pytestmark = pytest.mark.django_db


def owe(key: str = "order-paid:17", **overrides) -> OutboxMessage:
    facts = {
        "channel": "mail",
        "recipient": "mei@example.com",
        "subject": "Paid",
        "body": "Thank you.",
        "now": NOON,
    }
    post_message(key=key, **facts | overrides)
    return OutboxMessage.objects.get(key=key)


@pytest.fixture
def blocked(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_) -> None:
        raise ConnectionRefusedError("mei@example.com")

    monkeypatch.setattr(sms, "send", refuse)


def test_is_owed_once() -> None:
    first = owe()

    assert not post_message(
        key=first.key, channel="sms", recipient="x", subject="", body="", now=NOON
    )
    assert OutboxMessage.objects.count() == 1


def test_goes_with_the_fact_it_tells_of() -> None:
    with transaction.atomic():
        owe()
        transaction.set_rollback(True)

    assert not OutboxMessage.objects.exists()


def test_is_nudged_after_the_commit(nudges, django_capture_on_commit_callbacks) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        message = owe()
        assert not nudges

    assert nudges == [("accounts.tasks.send_message", (message.pk,))]


def test_a_mail_arrives_once() -> None:
    message = owe(subject="Paid\r\nBcc: eve@example.com")

    assert send_message(message.pk, now=NOON)
    assert not send_message(message.pk, now=NOON)

    assert len(mail.outbox) == 1
    assert mail.outbox[0].subject == "Paid Bcc: eve@example.com"
    assert mail.outbox[0].to == ["mei@example.com"]
    message.refresh_from_db()
    assert message.done_at == NOON
    assert message.body == "Thank you."


def test_a_mail_that_leaves_twice_keeps_its_id() -> None:
    message, other = owe("order-paid:17"), owe("order-paid:18")

    send_message(message.pk, now=NOON)
    OutboxMessage.objects.filter(pk=message.pk).update(done_at=None, due_at=NOON)
    send_message(message.pk, now=NOON)
    send_message(other.pk, now=NOON)

    ids = [sent.message()["Message-ID"] for sent in mail.outbox]
    assert ids[0] == ids[1] != ids[2]
    assert "order" not in ids[0]


def test_an_sms_lands_in_the_folder(settings, tmp_path) -> None:
    settings.OUTBOX_DIR = tmp_path
    message = owe(channel="sms", recipient="+8613800138000", body="验证码 1")

    send_message(message.pk, now=NOON)

    (file,) = (tmp_path / "sms").iterdir()
    assert file.read_text("utf-8") == "To: +8613800138000\n\n验证码 1\n"


def test_two_workers_send_it_once() -> None:
    message = owe()

    def meanwhile(*_, **__) -> None:
        assert not send_message(message.pk, now=NOON)
        assert send_messages(NOON) == 0

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("accounts.services.outbox._deliver", meanwhile)
        assert send_message(message.pk, now=NOON)


def test_a_worker_that_died_is_followed_by_another() -> None:
    message = owe()

    def die(*_) -> None:
        raise SystemExit

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("accounts.services.outbox._deliver", die)
        with pytest.raises(SystemExit):
            send_message(message.pk, now=NOON)

    assert send_messages(NOON + LEASE - timedelta(seconds=1)) == 0
    assert send_messages(NOON + LEASE) == 1


@pytest.mark.usefixtures("blocked")
def test_waits_longer_each_time_and_gives_up(caplog: pytest.LogCaptureFixture) -> None:
    message = owe(channel="sms")
    due = []

    with caplog.at_level(logging.WARNING):
        for _ in range(MOST_TRIES):
            send_messages(message.due_at)
            message.refresh_from_db()
            due.append(message.due_at)

    assert sorted(due) == due
    assert due[0] == NOON + timedelta(minutes=2)
    assert (message.tries, message.error) == (MOST_TRIES, "ConnectionRefusedError")
    assert message.done_at is not None
    assert send_messages(NOON + timedelta(days=30)) == 0
    assert "mei@example.com" not in caplog.text


@pytest.mark.usefixtures("blocked")
def test_one_that_fails_does_not_stop_the_others() -> None:
    owe("a", channel="sms")
    owe("b")

    assert send_messages(NOON) == 1
    assert len(mail.outbox) == 1


@pytest.mark.parametrize(
    ("language", "link"), [("en", "/account/"), ("zh-hans", "/zh-hans/")]
)
def test_a_template_speaks_the_readers_language(
    tmp_path, settings, language, link
) -> None:
    (tmp_path / "note.txt").write_text(
        "Hello {{ name }}\n\n{{ site_url }}{% url 'accounts:home' %}\n{{ shop_name }}"
    )
    settings.TEMPLATES = [settings.TEMPLATES[0] | {"DIRS": [tmp_path]}]

    message = render_message(
        "note.txt", context={"name": "<Mei & Co>"}, language=language
    )

    assert message.subject == "Hello <Mei & Co>"
    assert f"{settings.SITE_URL}{link}" in message.body
