from django.urls import path

from promotions.flash_sales import views

urlpatterns = [
    path("flash-sales/", views.show, name="flash-sales"),
    path("flash-sales/now/", views.items, name="flash-items"),
    path("flash-sales/of-product/", views.on_product, name="flash-on-product"),
    path("flash-sales/at-home/", views.at_home, name="flash-at-home"),
    path("flash-sales/reminder.ics", views.calendar, name="flash-calendar"),
    path("flash-sales/remind/", views.remind, name="flash-remind"),
]
