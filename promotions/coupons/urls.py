from django.urls import path

from promotions.coupons import views

urlpatterns = [
    path("coupons/", views.centre, name="coupons"),
    path("coupons/claim/", views.claim, name="claim-coupon"),
    path("coupons/<slug:named>/goods/", views.goods, name="coupon-goods"),
    path("coupons/no-notices/", views.no_notices, name="no-coupon-notices"),
    path("account/coupons/", views.wallet, name="wallet"),
    path("account/coupons/notices/", views.notices, name="coupon-notices"),
]
