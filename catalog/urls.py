from django.urls import path

from catalog import views

app_name = "catalog"

urlpatterns = [
    path("categories/", views.categories, name="categories"),
    path("categories/<str:slug>/", views.category, name="category"),
    path("products/<str:slug>/", views.product, name="product"),
    path("search/", views.search, name="search"),
]
