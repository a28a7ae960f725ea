"""Categories named by an import, found or made."""

from django.utils.text import slugify

from catalog.models import Category


def category_at(path: list[str]) -> Category | None:
    """The shelf at the end of a path of names; what is missing is made."""
    shelf: Category | None = None
    for name in path:
        found = Category.objects.filter(parent=shelf, name__iexact=name).first()
        shelf = found or Category.objects.create(
            parent=shelf, name=name, slug=_free_slug(name, shelf)
        )
    return shelf


def _free_slug(name: str, parent: Category | None) -> str:
    plain = slugify(name, allow_unicode=True)[:60] or "category"
    wishes = [plain, *([f"{parent.slug}-{plain}"[:70]] if parent else [])]
    wishes += [f"{wishes[-1]}-{number}" for number in range(2, 100)]
    taken = set(Category.objects.filter(slug__in=wishes).values_list("slug", flat=True))
    return next(wish for wish in wishes if wish not in taken)
