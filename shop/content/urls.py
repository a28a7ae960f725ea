from django.urls import include, path

from shop.content import gallery, views

app_name = "content"

urlpatterns = [
    path("", views.home, name="home"),
    path("components/", include(gallery.urlpatterns)),
]
