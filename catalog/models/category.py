"""The category tree: a parent and a path, so that a subtree is one prefix."""

from collections.abc import Iterable
from typing import Any

from django.db import models
from django.db.models import F, Value
from django.db.models.functions import Concat, Substr
from django.utils.translation import gettext_lazy as _

from shop.kernel.translations import Translated, tr


def ids_on(paths: Iterable[str]) -> frozenset[int]:
    """The categories that these paths lead through, their own included."""
    parts = (part for path in paths for part in path.split("/"))
    return frozenset(int(part) for part in parts if part)


class CategoryQuerySet(models.QuerySet["Category"]):
    def visible(self) -> "CategoryQuerySet":
        return self.filter(is_visible=True)

    def within(self, category: "Category") -> "CategoryQuerySet":
        """The category and everything below it."""
        return self.filter(path__startswith=category.path)


class Category(Translated):
    """A shelf.  `path` holds the zero-padded ids from the root, `0003/0010/`."""

    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        verbose_name=_("parent category"),
        null=True,
        blank=True,
        related_name="children",
    )
    slug = models.SlugField(_("slug"), max_length=80, unique=True, allow_unicode=True)
    name = models.CharField(_("name"), max_length=80)
    description = models.TextField(_("description"), blank=True)
    image = models.ImageField(_("picture"), upload_to="categories", blank=True)
    position = models.PositiveIntegerField(_("position"), default=0)
    path = models.CharField(max_length=200, editable=False, db_index=True)
    is_visible = models.BooleanField(_("visible"), default=True)

    objects = CategoryQuerySet.as_manager()

    class Meta(Translated.Meta):
        verbose_name = _("category")
        verbose_name_plural = _("categories")
        ordering = ["position", "name"]

    def __str__(self) -> str:
        return tr(self, "name")

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Also rewrites the paths of everything below a category that moved."""
        super().save(*args, **kwargs)
        old = self.path
        self.path = f"{self.parent.path if self.parent else ''}{self.pk:06}/"
        if self.path != old:
            Category.objects.filter(pk=self.pk).update(path=self.path)
            if old:
                Category.objects.filter(path__startswith=old).exclude(
                    pk=self.pk
                ).update(path=Concat(Value(self.path), Substr(F("path"), len(old) + 1)))
