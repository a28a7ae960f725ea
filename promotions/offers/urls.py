from django.urls import path

from promotions.offers import views

urlpatterns = [
    path("offers/<slug:named>/goods/", views.goods, name="offer-goods"),
]
