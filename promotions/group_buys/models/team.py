"""Teams that buy together, and who sits in them."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from promotions.group_buys.models.campaign import GroupCampaign, GroupOffer


class TeamQuerySet(models.QuerySet["Team"]):
    def locked(self) -> "TeamQuerySet":
        return self.select_for_update(of=("self",), no_key=True).order_by("pk")

    def joinable(self, now: datetime) -> "TeamQuerySet":
        """Its leader has paid, there is time, and a place."""
        return self.filter(
            state=Team.State.OPEN, expires_at__gt=now, seats_taken__lt=F("size")
        )

    def expired(self, now: datetime) -> "TeamQuerySet":
        return self.filter(state=Team.State.OPEN, expires_at__lte=now)


class Team(models.Model):
    """People who buy together.  Its clock starts when its leader has paid, and from
    then on others may join.  `paid` of the seats that are taken are paid."""

    class State(models.TextChoices):
        OPEN = "open", _("open")
        COMPLETE = "complete", _("complete")
        FAILED = "failed", pgettext_lazy("team", "failed")

    campaign = models.ForeignKey(
        GroupCampaign,
        models.PROTECT,
        verbose_name=_("group buy"),
        related_name="teams",
    )
    code = models.CharField(_("code"), max_length=12, unique=True)
    state = models.CharField(
        _("state"), max_length=8, choices=State, default=State.OPEN
    )
    size = models.PositiveSmallIntegerField(_("people"))
    seats_taken = models.PositiveSmallIntegerField(_("seats taken"), default=0)
    paid = models.PositiveSmallIntegerField(pgettext_lazy("team", "paid"), default=0)
    opened_at = models.DateTimeField(pgettext_lazy("team", "opened at"))
    expires_at = models.DateTimeField(_("time until"), null=True)
    ended_at = models.DateTimeField(_("ended at"), null=True)
    completed_by_shop = models.BooleanField(_("completed by the shop"), default=False)

    objects = TeamQuerySet.as_manager()

    class Meta:
        verbose_name = _("team")
        verbose_name_plural = _("teams")
        ordering = ["-pk"]
        indexes = [
            models.Index(
                fields=["expires_at"],
                condition=Q(state="open"),
                name="promotions_team_open",
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(seats_taken__lte=F("size"), paid__lte=F("seats_taken")),
                name="promotions_team_within_size",
            ),
            models.CheckConstraint(
                condition=~Q(state="complete")
                | Q(paid=F("size"))
                | Q(completed_by_shop=True),
                name="promotions_team_complete_is_full",
            ),
            models.CheckConstraint(
                condition=Q(state="open", ended_at=None)
                | (~Q(state="open") & Q(ended_at__isnull=False)),
                name="promotions_team_ended_has_a_time",
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def places_left(self) -> int:
        return self.size - self.seats_taken

    def is_joinable(self, now: datetime) -> bool:
        return (
            self.state == Team.State.OPEN
            and self.expires_at is not None
            and self.expires_at > now
            and self.places_left > 0
        )


class Seat(models.Model):
    """A member's place, by his order.  `quantity` pieces went with it; `returned` of
    them came back."""

    class State(models.TextChoices):
        HELD = "held", _("not paid yet")
        PAID = "paid", _("paid")
        FREED = "freed", _("free again")

    team = models.ForeignKey(Team, models.PROTECT, related_name="seats")
    offer = models.ForeignKey(GroupOffer, models.PROTECT, related_name="seats")
    shopper = models.CharField(_("shopper"), max_length=260)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name=_("account"),
        related_name="+",
        null=True,
    )
    order_number = models.CharField(_("order"), max_length=20, unique=True)
    quantity = models.PositiveIntegerField(_("pieces"))
    returned = models.PositiveIntegerField(_("given back"), default=0)
    state = models.CharField(_("state"), max_length=5, choices=State)
    is_leader = models.BooleanField(_("leader"), default=False)
    taken_at = models.DateTimeField(_("taken at"))
    paid_at = models.DateTimeField(_("paid at"), null=True)

    class Meta:
        verbose_name = _("seat")
        verbose_name_plural = _("seats")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["team", "shopper"],
                condition=~Q(state="freed"),
                name="promotions_seat_once_in_a_team",
            ),
            models.UniqueConstraint(
                fields=["team"],
                condition=Q(is_leader=True) & ~Q(state="freed"),
                name="promotions_seat_one_leader",
            ),
            models.CheckConstraint(
                condition=Q(quantity__gte=1, returned__lte=F("quantity")),
                name="promotions_seat_pieces_sane",
            ),
        ]

    def __str__(self) -> str:
        return self.order_number
