from django.urls import path

from promotions.coupons.urls import urlpatterns as coupons
from promotions.flash_sales.urls import urlpatterns as flash_sales
from promotions.group_buys.urls import urlpatterns as group_buys
from promotions.offers.urls import urlpatterns as offers
from promotions.points import views as points

app_name = "promotions"

urlpatterns = [
    *coupons,
    *offers,
    *group_buys,
    *flash_sales,
    path("account/points/", points.show, name="points"),
]
