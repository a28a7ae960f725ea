from importlib.util import find_spec

from django.urls import include, path

from shop.content import views

app_name = "content"

urlpatterns = [path("", views.home, name="home")]

if find_spec("shop.content.gallery"):
    urlpatterns.append(path("components/", include("shop.content.gallery")))
