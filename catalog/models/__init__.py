from catalog.models.category import Category
from catalog.models.ledger import PriceLog, StockMove
from catalog.models.product import Attribute, AttributeValue, Product, ProductImage
from catalog.models.variant import Option, OptionValue, Variant

__all__ = [
    "Attribute",
    "AttributeValue",
    "Category",
    "Option",
    "OptionValue",
    "PriceLog",
    "Product",
    "ProductImage",
    "StockMove",
    "Variant",
]
