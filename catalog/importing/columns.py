"""The columns we read, under the names of Shopify's old and new templates."""

OPTIONS = (1, 2, 3)

ALIASES: dict[str, tuple[str, ...]] = {
    "handle": ("Handle", "URL handle"),
    "title": ("Title",),
    "body": ("Body (HTML)", "Body HTML", "Description"),
    "vendor": ("Vendor",),
    "category": ("Product Category",),
    "type": ("Type", "Product type"),
    "tags": ("Tags",),
    "published": ("Published", "Published on online store"),
    "status": ("Status",),
    "sku": ("Variant SKU", "SKU"),
    "barcode": ("Variant Barcode", "Barcode"),
    "price": ("Variant Price", "Price"),
    "compare_at": ("Variant Compare At Price", "Compare-at price", "Compare At Price"),
    "cost": ("Cost per item",),
    "quantity": ("Variant Inventory Qty", "Inventory quantity"),
    "grams": ("Variant Grams", "Weight value (grams)"),
    "image": ("Image Src", "Product image URL"),
    "variant_image": ("Variant Image", "Variant image URL"),
    **{f"option{n}_name": (f"Option{n} Name",) for n in OPTIONS},
    **{f"option{n}_value": (f"Option{n} Value",) for n in OPTIONS},
}
OF_THE_PRODUCT = (
    "title",
    "body",
    "vendor",
    "category",
    "type",
    "tags",
    "published",
    "status",
    *(f"option{n}_name" for n in OPTIONS),
)
MAKE_A_VARIANT = ("sku", "price", *(f"option{n}_value" for n in OPTIONS))

BY_NAME = {
    " ".join(alias.lower().split()): name
    for name, aliases in ALIASES.items()
    for alias in aliases
}


def known(header: str) -> str | None:
    """Our name for a column; None for one that we do not read."""
    return BY_NAME.get(" ".join(header.lower().split()))
