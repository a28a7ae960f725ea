"""People, where they live, and what the shop still has to tell them."""

from datetime import datetime
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.models import AbstractUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.regions import COUNTRIES, region_label


class UserManager(BaseUserManager["User"]):
    """Makes accounts that are known by e-mail, phone or both."""

    def create_user(
        self, email: str | None = None, password: str | None = None, **fields: Any
    ) -> "User":
        user = self.model(email=email.strip().lower() if email else None, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(
        self, email: str, password: str | None = None, **fields: Any
    ) -> "User":
        return self.create_user(
            email, password, is_staff=True, is_superuser=True, **fields
        )

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)


class User(AbstractUser):
    """One account.  Known by e-mail (lower case) or phone (E.164), or both; one that
    WeChat brought (`by_wechat`) may have neither."""

    username = None  # type: ignore[assignment]
    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    email = models.EmailField(_("e-mail"), null=True, blank=True, unique=True)  # type: ignore[assignment]
    phone = models.CharField(
        _("phone"), max_length=20, null=True, blank=True, unique=True
    )
    phone_verified = models.BooleanField(default=False, editable=False)
    name = models.CharField(
        pgettext_lazy("of a person", "name"), max_length=80, blank=True
    )
    language = models.CharField(_("language"), max_length=10, blank=True)
    by_wechat = models.BooleanField(default=False, editable=False)

    objects: ClassVar[UserManager] = UserManager()  # type: ignore[assignment]

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("account")
        verbose_name_plural = _("accounts")
        constraints = [
            models.UniqueConstraint(Lower("email"), name="accounts_user_email_once"),
            models.CheckConstraint(
                condition=models.Q(email__isnull=False)
                | models.Q(phone__isnull=False)
                | models.Q(by_wechat=True),
                name="accounts_user_reachable",
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.email or self.phone or f"#{self.pk}"

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name


class PostalAddress(models.Model):
    """Where a parcel goes.  The same columns in the address book and on an order."""

    name = models.CharField(_("recipient"), max_length=80)
    phone = models.CharField(_("phone"), max_length=20)
    country = models.CharField(
        _("country or region"), max_length=2, choices=COUNTRIES, default="CN"
    )
    province = models.CharField(_("province or state"), max_length=80, blank=True)
    city = models.CharField(_("city"), max_length=80, blank=True)
    district = models.CharField(_("district"), max_length=80, blank=True)
    detail = models.CharField(_("street and house"), max_length=200)
    postal_code = models.CharField(_("postal code"), max_length=20, blank=True)

    class Meta:
        abstract = True

    @property
    def province_name(self) -> str:
        """In the active language; a foreign one as it was typed."""
        return region_label(self.province)

    def address_fields(self) -> dict[str, str]:
        """The address as plain values, to copy from one row to another."""
        return {
            field.name: getattr(self, field.name)
            for field in PostalAddress._meta.local_fields
        }


class Address(PostalAddress):
    """An entry of someone's address book."""

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="addresses"
    )
    is_default = models.BooleanField(_("default"), default=False)

    class Meta:
        verbose_name = _("address")
        verbose_name_plural = _("addresses")
        ordering = ["-is_default", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["owner"],
                condition=models.Q(is_default=True),
                name="accounts_address_one_default",
            )
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.city} {self.detail}"


class MessageQuerySet(models.QuerySet["OutboxMessage"]):
    def due(self, now: datetime) -> "MessageQuerySet":
        return self.filter(done_at=None, due_at__lte=now)


class OutboxMessage(models.Model):
    """A mail or SMS the shop owes somebody; written with the fact it tells of.

    Done with an `error` means given up.
    """

    class Channel(models.TextChoices):
        MAIL = "mail", _("e-mail")
        SMS = "sms", _("SMS")

    key = models.CharField(max_length=120, unique=True)
    channel = models.CharField(_("way"), max_length=8, choices=Channel)
    recipient = models.CharField(max_length=254)
    subject = models.CharField(max_length=200, blank=True)
    body = models.TextField()
    due_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    done_at = models.DateTimeField(_("done at"), null=True, blank=True)
    error = models.CharField(max_length=80, blank=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        indexes = [
            models.Index(
                fields=["due_at"],
                condition=models.Q(done_at=None),
                name="accounts_outbox_due",
            )
        ]

    def __str__(self) -> str:
        return self.key


class ApiToken(models.Model):
    """Opens the JSON API for one account.  The token itself is kept nowhere.

    `digest` finds the row; `seal` holds the account's password too, as it was then:
    however the password changes, the token is over.  See `accounts.services.tokens`.
    """

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="api_tokens"
    )
    digest = models.CharField(max_length=64, unique=True)
    seal = models.CharField(max_length=64)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = _("token of the JSON API")
        verbose_name_plural = _("tokens of the JSON API")

    def __str__(self) -> str:
        return self.digest[:8]


class WeChatIdentity(models.Model):
    """What WeChat calls the holder of an account, in one of the shop's apps.

    `union` is the same in all apps of one merchant, where WeChat says it.
    """

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="wechat_identities"
    )
    app = models.CharField(max_length=64)
    openid = models.CharField(max_length=128)
    union = models.CharField(max_length=128, blank=True, db_index=True)
    seen_at = models.DateTimeField()

    class Meta:
        verbose_name = _("WeChat identity")
        verbose_name_plural = _("WeChat identities")
        constraints = [
            models.UniqueConstraint(
                fields=["app", "openid"], name="accounts_wechatidentity_once"
            )
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"


class Tally(models.Model):
    """How often somebody tried something lately.  See `accounts.services.tries`."""

    key = models.CharField(max_length=64, unique=True)
    count = models.PositiveIntegerField()
    since = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = _("tally")
        verbose_name_plural = _("tallies")

    def __str__(self) -> str:
        return self.key[:8]
