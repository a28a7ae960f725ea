"""Automatic offers: what the merchant wrote, and when it holds."""

from datetime import datetime

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from catalog.models import Variant
from promotions.offers.rule import Kind
from promotions.scopes import Scope, scope_from
from shop.kernel.fields import AmountField
from shop.kernel.money import ZERO
from shop.kernel.translations import Translated, tr


class OfferQuerySet(models.QuerySet["Offer"]):
    def running(self, now: datetime) -> "OfferQuerySet":
        return self.not_over(now).filter(paused_at=None, starts_at__lte=now)

    def not_over(self, now: datetime) -> "OfferQuerySet":
        return self.filter(Q(ends_at=None) | Q(ends_at__gt=now))

    def meeting(self, starts_at: datetime, ends_at: datetime | None) -> "OfferQuerySet":
        """Those that are on at some moment between the two; paused ones, too."""
        found = self.not_over(starts_at)
        return found.filter(starts_at__lt=ends_at) if ends_at else found


class Offer(Translated):
    """Something that goods get by themselves, as long as it runs and is not paused.

    `threshold` is what the goods have to cost at least, `pieces` and `cheaper_pieces`
    how many make a set: see `rule.Rule`.  What was given stays in the orders, so all of
    it may be changed at any time.
    """

    name = models.CharField(_("name"), max_length=80)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.TIERS)
    scope = models.JSONField(default=dict, blank=True)
    threshold = AmountField(_("from an amount of"), default=ZERO)
    percent = models.PositiveSmallIntegerField(_("percent off"), default=0)
    pieces = models.PositiveSmallIntegerField(_("pieces"), default=0)
    cheaper_pieces = models.PositiveSmallIntegerField(_("cheaper pieces"), default=0)
    set_price = AmountField(_("price of a set"), default=ZERO)
    gift_variant = models.ForeignKey(
        Variant,
        models.PROTECT,
        verbose_name=_("gift"),
        related_name="+",
        null=True,
        blank=True,
    )
    gift_quantity = models.PositiveSmallIntegerField(_("pieces of it"), default=1)
    starts_at = models.DateTimeField(_("starts at"))
    ends_at = models.DateTimeField(_("ends at"), null=True, blank=True)
    paused_at = models.DateTimeField(_("paused"), null=True, editable=False)
    combines = models.BooleanField(_("combines with others"), default=False)
    priority = models.SmallIntegerField(_("priority"), default=0)

    objects = OfferQuerySet.as_manager()

    class Meta(Translated.Meta):
        verbose_name = _("offer")
        verbose_name_plural = _("offers")
        ordering = ["-starts_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at=None) | Q(ends_at__gt=F("starts_at")),
                name="promotions_offer_ends_after_start",
            ),
            models.CheckConstraint(
                condition=~Q(kind=Kind.PERCENT) | Q(percent__gte=1, percent__lte=99),
                name="promotions_offer_percent_sane",
            ),
            models.CheckConstraint(
                condition=~Q(kind=Kind.SET)
                | Q(pieces__gte=2, cheaper_pieces=0, set_price__gt=0),
                name="promotions_offer_set_has_a_price",
            ),
            models.CheckConstraint(
                condition=~Q(kind=Kind.CHEAPER)
                | Q(pieces__gte=1, cheaper_pieces__gte=1)
                & Q(percent__gte=1, percent__lte=100),
                name="promotions_offer_cheaper_pieces_sane",
            ),
            models.CheckConstraint(
                condition=~Q(kind=Kind.GIFT)
                | Q(gift_variant__isnull=False, gift_quantity__gte=1),
                name="promotions_offer_gift_is_named",
            ),
            models.CheckConstraint(
                condition=Q(threshold__gte=0),
                name="promotions_offer_threshold_not_negative",
            ),
        ]

    def __str__(self) -> str:
        return tr(self, "name")

    @property
    def goods(self) -> Scope:
        return scope_from(self.scope)


class OfferTier(models.Model):
    """Who spends so much saves so much."""

    offer = models.ForeignKey(
        Offer, models.CASCADE, related_name="tiers", db_index=False
    )
    spend = AmountField(_("spend"))
    save_amount = AmountField(_("save"))

    class Meta:
        verbose_name = _("tier")
        verbose_name_plural = _("tiers")
        ordering = ["spend"]
        constraints = [
            models.UniqueConstraint(
                fields=["offer", "spend"], name="promotions_offertier_once"
            ),
            models.CheckConstraint(
                condition=Q(save_amount__gt=0, save_amount__lt=F("spend")),
                name="promotions_offertier_saves_less_than_spent",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.spend} − {self.save_amount}"
