from orders.selectors.cards import OrderCard, Tab, order_cards, tabs_of
from orders.selectors.checkout import CheckoutPage, checkout_page
from orders.selectors.delivery import delivery_window
from orders.selectors.detail import OrderPage, order_page
from orders.selectors.documents import InvoiceDocument, invoice_document

__all__ = [
    "CheckoutPage",
    "InvoiceDocument",
    "OrderCard",
    "OrderPage",
    "Tab",
    "checkout_page",
    "delivery_window",
    "invoice_document",
    "order_cards",
    "order_page",
    "tabs_of",
]
