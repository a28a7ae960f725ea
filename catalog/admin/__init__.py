"""The merchant's windows on articles, stock and prices."""

from catalog.admin import attributes, categories, ledgers, products, variants

__all__ = ["attributes", "categories", "ledgers", "products", "variants"]
