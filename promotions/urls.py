from django.urls import path

from promotions.points import views as points

app_name = "promotions"

urlpatterns = [
    path("account/points/", points.show, name="points"),
]
