"""What is sold, its pictures and what describes it."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from catalog.models.category import Category
from shop.kernel.fields import AmountField
from shop.kernel.translations import Translated, tr


class Attribute(Translated):
    """A kind of description, such as the material; may be a filter."""

    slug = models.SlugField(_("slug"), max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=60)
    is_filter = models.BooleanField(_("filter"), default=False)
    position = models.PositiveIntegerField(_("position"), default=0)

    class Meta(Translated.Meta):
        verbose_name = _("attribute")
        verbose_name_plural = _("attributes")
        ordering = ["position", "name"]

    def __str__(self) -> str:
        return tr(self, "name")


class AttributeValue(Translated):
    """One value of an attribute, shared by the products that have it."""

    attribute = models.ForeignKey(
        Attribute, models.CASCADE, related_name="values", db_index=False
    )
    slug = models.SlugField(_("slug"), max_length=100, allow_unicode=True)
    value = models.CharField(_("value"), max_length=300)

    class Meta(Translated.Meta):
        verbose_name = _("attribute value")
        verbose_name_plural = _("attribute values")
        ordering = ["attribute__position", "value"]
        constraints = [
            models.UniqueConstraint(
                fields=["attribute", "slug"], name="catalog_attributevalue_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.attribute}: {tr(self, 'value')}"


REDUCED = Q(charged_from__lt=F("price_from")) | Q(charged_to__lt=F("price_to"))
NOT_DEARER = Q(price_from=None, price_to=None, charged_from=None, charged_to=None) | Q(
    charged_from__isnull=False,
    charged_to__isnull=False,
    charged_from__lte=F("price_from"),
    charged_to__lte=F("price_to"),
)


class ProductQuerySet(models.QuerySet["Product"]):
    def on_sale(self) -> "ProductQuerySet":
        """What a shopper may see in lists: active, with something to sell."""
        return self.filter(status=Product.Status.ACTIVE, price_from__isnull=False)

    def reduced(self) -> "ProductQuerySet":
        """What lists take to cost less than usual."""
        return self.filter(REDUCED)


class Product(Translated):
    """An article of the shop; what is bought is one of its variants."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("draft")
        ACTIVE = "active", pgettext_lazy("product", "active")
        ARCHIVED = "archived", _("archived")

    slug = models.SlugField(_("slug"), max_length=120, unique=True, allow_unicode=True)
    name = models.CharField(_("name"), max_length=200)
    summary = models.CharField(_("summary"), max_length=300, blank=True)
    description = models.TextField(_("description"), blank=True)
    brand = models.CharField(_("brand"), max_length=80, blank=True)
    status = models.CharField(
        _("status"), max_length=10, choices=Status, default=Status.DRAFT
    )
    categories = models.ManyToManyField(
        Category, verbose_name=_("categories"), related_name="products", blank=True
    )
    attribute_values = models.ManyToManyField(
        AttributeValue,
        verbose_name=_("attributes"),
        related_name="products",
        blank=True,
    )
    tags = models.JSONField(_("tags"), default=list, blank=True)
    is_featured = models.BooleanField(_("featured"), default=False)
    published_at = models.DateTimeField(_("published at"), null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    # Kept by catalog.services, so that no list has to count or compare.  `charged_from`
    # and `charged_to` are what lists sort and filter by: lower than the usual prices
    # while campaigns charge less.
    price_from = AmountField(_("price from"), null=True, editable=False)
    price_to = AmountField(null=True, editable=False)
    charged_from = AmountField(null=True, editable=False)
    charged_to = AmountField(null=True, editable=False)
    was_from = AmountField(null=True, editable=False)
    sold_count = models.PositiveIntegerField(_("sold"), default=0, editable=False)
    search_text = models.TextField(editable=False, default="")

    objects = ProductQuerySet.as_manager()

    class Meta(Translated.Meta):
        verbose_name = _("product")
        verbose_name_plural = _("products")
        ordering = ["-published_at", "-pk"]
        indexes = [
            models.Index(
                fields=["status", "-published_at"], name="catalog_product_new"
            ),
            models.Index(fields=["status", "-sold_count"], name="catalog_product_sold"),
            models.Index(
                fields=["status", "charged_from"], name="catalog_product_charged"
            ),
            models.Index(
                fields=["id"], condition=REDUCED, name="catalog_product_reduced"
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=NOT_DEARER, name="catalog_product_charged_not_dearer"
            )
        ]

    def __str__(self) -> str:
        return tr(self, "name")

    @property
    def is_on_sale(self) -> bool:
        return self.status == Product.Status.ACTIVE and self.price_from is not None


class ProductImage(Translated):
    """A picture of a product, or of one of its option values (a colour)."""

    product = models.ForeignKey(Product, models.CASCADE, related_name="images")
    value = models.ForeignKey(
        "catalog.OptionValue",
        models.SET_NULL,
        verbose_name=_("shows"),
        related_name="images",
        null=True,
        blank=True,
    )
    file = models.ImageField(
        _("picture"), upload_to="products", width_field="width", height_field="height"
    )
    width = models.PositiveIntegerField(default=0, editable=False)
    height = models.PositiveIntegerField(default=0, editable=False)
    alt = models.CharField(_("description for the blind"), max_length=200, blank=True)
    position = models.PositiveIntegerField(_("position"), default=0)

    class Meta(Translated.Meta):
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return tr(self, "alt") or str(self.file)
