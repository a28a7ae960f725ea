"""Ways of delivery, and what each takes: everywhere, and in regions of its own."""

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, FilteredRelation, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.regions import HOME, region_label
from cart.freight import Basis, Tariff
from shop.kernel.fields import AmountField
from shop.kernel.translations import Translated, tr
from shop.kernel.words import listed

NAMED = "%(app_label)s_%(class)s_"
SHOWN = 3


class TariffColumns(models.Model):
    """The figures of a tariff.  Units are grams or pieces, as the rate's basis says."""

    first_units = models.PositiveIntegerField(
        _("first units"), default=1, validators=[MinValueValidator(1)]
    )
    fee = AmountField(_("first fee"))
    extra_units = models.PositiveIntegerField(
        _("further units"), default=1, validators=[MinValueValidator(1)]
    )
    extra_fee = AmountField(_("further fee"), default=0)
    free_from = AmountField(_("free from amount"), null=True, blank=True)
    free_pieces = models.PositiveIntegerField(
        _("free from pieces"), null=True, blank=True, validators=[MinValueValidator(1)]
    )

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(fee__gte=0), name=f"{NAMED}fee_not_negative"
            ),
            models.CheckConstraint(
                condition=Q(extra_fee__gte=0), name=f"{NAMED}extra_fee_not_negative"
            ),
            models.CheckConstraint(
                condition=Q(first_units__gte=1, extra_units__gte=1),
                name=f"{NAMED}units_positive",
            ),
            models.CheckConstraint(
                condition=Q(free_from=None) | Q(free_from__gte=0),
                name=f"{NAMED}free_from_not_negative",
            ),
            models.CheckConstraint(
                condition=Q(free_pieces=None) | Q(free_pieces__gte=1),
                name=f"{NAMED}free_pieces_positive",
            ),
        ]

    def tariff_by(self, basis: str) -> Tariff:
        return Tariff(
            basis=Basis(basis),
            first_units=self.first_units,
            first_fee=self.fee,
            extra_units=self.extra_units,
            extra_fee=self.extra_fee,
            free_from=self.free_from,
            free_pieces=self.free_pieces,
        )


class ShippingRateQuerySet(models.QuerySet["ShippingRate"]):
    def reaching(self, *, zone: str, region: str) -> "ShippingRateQuerySet":
        """What is offered in a zone.  Each rate brings the tariff of the region as
        `there`, if it has one; still one query."""
        listed = FilteredRelation("listed", condition=Q(listed__region=region))
        rates = self.filter(zone=zone, is_active=True)
        return rates.annotate(there=listed).select_related(  # type: ignore[misc]
            "there__tariff"
        )


class ShippingRate(Translated, TariffColumns):
    """A way of delivery.  Its own figures hold wherever no region tariff does."""

    class Zone(models.TextChoices):
        DOMESTIC = "domestic", _("Mainland China")
        ABROAD = "abroad", _("abroad")

    code = models.SlugField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=80)
    zone = models.CharField(
        _("zone"), max_length=10, choices=Zone, default=Zone.DOMESTIC
    )
    basis = models.CharField(
        _("charged"), max_length=10, choices=Basis, default=Basis.ORDER
    )
    days_least = models.PositiveSmallIntegerField(_("days at least"), default=1)
    days_most = models.PositiveSmallIntegerField(_("days at most"), default=3)
    position = models.PositiveIntegerField(_("position"), default=0)
    is_active = models.BooleanField(_("offered"), default=True)

    there: "TariffRegion | None" = None  # set by `reaching`

    objects = ShippingRateQuerySet.as_manager()

    class Meta(Translated.Meta):
        verbose_name = _("shipping rate")
        verbose_name_plural = _("shipping rates")
        ordering = ["position", "fee", "pk"]
        constraints = [
            *TariffColumns.Meta.constraints,
            models.CheckConstraint(
                condition=Q(basis__in=Basis.values), name=f"{NAMED}basis_known"
            ),
            models.CheckConstraint(
                condition=Q(days_least__lte=F("days_most")),
                name=f"{NAMED}days_ordered",
            ),
        ]

    def __str__(self) -> str:
        return tr(self, "name")

    @property
    def tariff(self) -> Tariff:
        """Everywhere else."""
        return self.tariff_by(self.basis)

    @property
    def tariff_there(self) -> Tariff:
        """At the place that this row was read for with `reaching`."""
        return self.there.tariff.tariff_by(self.basis) if self.there else self.tariff

    @property
    def goes_there(self) -> bool:
        return self.there is None or self.there.tariff.is_delivered

    @classmethod
    def zone_of(cls, country: str) -> "ShippingRate.Zone":
        return cls.Zone.DOMESTIC if country == HOME else cls.Zone.ABROAD


class RegionTariff(TariffColumns):
    """Other figures of a rate for some provinces or countries, or “not there”."""

    rate = models.ForeignKey(
        ShippingRate, models.CASCADE, related_name="region_tariffs"
    )
    is_delivered = models.BooleanField(
        pgettext_lazy("to these regions", "delivered there"), default=True
    )

    class Meta(TariffColumns.Meta):
        abstract = False
        verbose_name = _("region tariff")
        verbose_name_plural = _("regions with a tariff of their own")
        ordering = ["pk"]

    def __str__(self) -> str:
        """The first of its regions; that is a query, unless they were read before."""
        names = [str(row) for row in self.regions.all()] if self.pk else []
        more = " …" if len(names) > SHOWN else ""
        return listed(names[:SHOWN]) + more or f"#{self.pk}"


class TariffRegion(models.Model):
    """A region in a tariff's list.  `rate` is the tariff's own, so that the database
    keeps a region from having two tariffs of one rate; `set_regions` writes both."""

    rate = models.ForeignKey(
        ShippingRate, models.CASCADE, related_name="listed", db_index=False
    )
    tariff = models.ForeignKey(RegionTariff, models.CASCADE, related_name="regions")
    region = models.CharField(_("region"), max_length=80)

    class Meta:
        verbose_name = _("region")
        verbose_name_plural = _("regions")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["rate", "region"], name="cart_tariffregion_once_per_rate"
            )
        ]

    def __str__(self) -> str:
        return region_label(self.region)
