from django.urls import path

from promotions.group_buys import views

urlpatterns = [
    path("group-buys/", views.campaigns, name="group-buys"),
    path("group-buys/<slug:code>/", views.team, name="team"),
]
