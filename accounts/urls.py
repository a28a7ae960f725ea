from django.urls import path

from accounts.views import addresses, centre, resetting

app_name = "accounts"

urlpatterns = [
    path("", centre.home, name="home"),
    path("here/", centre.here, name="here"),
    path("profile/", centre.profile, name="profile"),
    path("security/", centre.security, name="security"),
    path("addresses/", addresses.show, name="addresses"),
    path("addresses/new/", addresses.add, name="address-add"),
    path("addresses/restore/", addresses.restore, name="address-restore"),
    path("addresses/<int:address_id>/", addresses.edit, name="address"),
    path("addresses/<int:address_id>/delete/", addresses.delete, name="address-delete"),
    path(
        "addresses/<int:address_id>/default/", addresses.default, name="address-default"
    ),
    # These two stand before allauth's own pages at the same address.
    path("password/reset/", resetting.ask, name="reset"),
    path("password/reset/code/", resetting.code, name="reset-code"),
]
