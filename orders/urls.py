from django.urls import path

from orders.views import (
    addressing,
    again,
    checkout,
    finding,
    invoices,
    listing,
    receiving,
    showing,
)

app_name = "orders"

urlpatterns = [
    path("checkout/", checkout.checkout, name="checkout"),
    path("orders/", listing.listing, name="list"),
    path("orders/find/", finding.find, name="find"),
    path("orders/<slug:number>/", showing.show, name="show"),
    path("orders/<slug:number>/key/<slug:token>/", finding.key, name="key"),
    path("orders/<slug:number>/received/", receiving.received, name="received"),
    path("orders/<slug:number>/extend/", receiving.extend, name="extend"),
    path("orders/<slug:number>/address/", addressing.address, name="address"),
    path("orders/<slug:number>/again/", again.again, name="again"),
    path("orders/<slug:number>/invoice/", invoices.ask, name="ask-invoice"),
    path(
        "orders/<slug:number>/invoices/<slug:invoice>/", invoices.paper, name="invoice"
    ),
]
