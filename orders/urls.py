from django.urls import path

from orders.views import checkout, finding, listing, showing

app_name = "orders"

urlpatterns = [
    path("checkout/", checkout.checkout, name="checkout"),
    path("orders/", listing.listing, name="list"),
    path("orders/find/", finding.find, name="find"),
    path("orders/<slug:number>/", showing.show, name="show"),
    path("orders/<slug:number>/key/<slug:token>/", finding.key, name="key"),
    path("orders/<slug:number>/received/", showing.received, name="received"),
]
