from django.urls import path

from promotions.coupons.urls import urlpatterns as coupons
from promotions.points import views as points

app_name = "promotions"

urlpatterns = [
    *coupons,
    path("account/points/", points.show, name="points"),
]
