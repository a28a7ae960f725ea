from django.urls import path

from cart.views import adding, lines, page

app_name = "cart"

urlpatterns = [
    path("cart/", page.show, name="show"),
    path("cart/add/", adding.add, name="add"),
    path("cart/select/", lines.select, name="select"),
    path("cart/restore/", lines.restore_line, name="restore-line"),
    path("cart/unavailable/remove/", lines.remove_unavailable, name="remove-bad"),
    path("cart/lines/<int:line_id>/", lines.change_line, name="change-line"),
    path("cart/lines/<int:line_id>/otherwise/", lines.buy_otherwise, name="otherwise"),
    path("cart/lines/<int:line_id>/remove/", lines.remove_line, name="remove-line"),
]
