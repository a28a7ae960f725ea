"""THE TABLE: who may use an address that holds a parameter.

A new address needs one line here; without it the tests beside it fail, by its name.

  public(make)              everybody, to look at
  owner(make, body=…)       the person it belongs to; `make(who)` makes one of theirs
  secret(make, token=…)     whoever has the link
  gateway(make)             whoever has the signature
  staff("app.perm", …)      the admin, with that right

Makers are in `makers.py`.  The admin's own pages of each model (list, change, history,
delete) need no line: their rights have the names that Django gives them.
"""

from django.contrib import admin

from tests.accounts.factories import SHANGHAI
from tests.owners import makers as make
from tests.owners.rules import (
    Gateway,
    Public,
    Rule,
    Secret,
    Staff,
    gateway,
    owner,
    public,
    secret,
    staff,
)

SAY_WHY = {"reason": "Broken"}
A_PARCEL = {"carrier": "SF", "tracking_number": "SF1234567"}
A_PERSON = {"kind": "person", "title": "Mei"}
LESS = {"how": "off", "amount": "1", "shipping": "0", "reason": "Agreed"}
SEEN = {"kind": "out", "at": "2026-11-20T12:00"}
ADDRESS = "name phone country province city district detail postal_code is_default"

TABLE: dict[str, Public | Rule | Secret | Gateway | Staff] = {
    # --- shop
    "media": public(make.picture),
    "sitemap-section": public(make.section_of_the_sitemap),
    "catalog:category": public(make.category),
    "catalog:product": public(make.product),
    # --- promotions
    "promotions:coupon-goods": public(make.coupon_on_offer),
    "promotions:offer-goods": public(make.offer_that_runs),
    "promotions:team": public(make.team),
    # --- basket
    "cart:change-line": owner(
        make.basket_line, body={"quantity": "3"}, writes="quantity"
    ),
    "cart:otherwise": owner(
        make.unticked_line, body={"deal": "usual"}, writes="is_selected"
    ),
    "cart:remove-line": owner(make.basket_line, body={}, writes="*"),
    # --- orders
    "orders:show": owner(make.unpaid_order),
    "orders:key": secret(make.guest_link, token="token"),
    "orders:received": owner(
        make.shipped_order, body={}, writes="status received_at complete_at"
    ),
    "orders:extend": owner(
        make.shipped_order, body={}, writes="receive_by extended_at"
    ),
    "orders:address": owner(
        make.unpaid_order, body=SHANGHAI | {"name": "Mei"}, writes=ADDRESS
    ),
    "orders:again": owner(make.paid_order, body={}),
    "orders:ask-invoice": owner(
        make.paid_order, body={"kind": "person", "title": "Mei"}
    ),
    "orders:invoice": owner(make.invoice),
    "payments:pay": owner(make.unpaid_order, body={"gateway": "demo"}),
    "payments:wait": owner(make.order_at_the_bank),
    "payments:wechat": owner(make.order_at_the_bank),
    "payments:done": owner(make.paid_order),
    "payments:cancel": owner(
        make.unpaid_order,
        body={"reason": "changed_mind"},
        writes="status cancelled_at",
    ),
    "payments:return": owner(make.return_from_the_bank, refusals=(302, 405)),
    "payments:callback": gateway(make.message_of_the_demo_bank),
    "payments:refund-callback": gateway(make.message_of_the_demo_bank),
    "payments:demo-bank": gateway(make.question_to_the_demo_bank),
    "payments:demo-cashier": secret(
        make.trade_at_the_demo_bank, token="out_trade_no", body={"action": "pay"}
    ),
    # --- accounts
    "accounts:address": owner(
        make.second_address,
        body=SHANGHAI | {"name": "Mei"},
        writes=ADDRESS,
        account_only=True,
    ),
    "accounts:address-delete": owner(
        make.second_address, body={}, writes="*", account_only=True
    ),
    "accounts:address-default": owner(
        make.second_address, body={}, writes="is_default", account_only=True
    ),
    "account_confirm_email": secret(make.link_that_confirms_an_address, token="key"),
    "account_reset_password_from_key": secret(
        make.link_that_resets_a_password,
        token="key",
        body={"password1": "a-new-one-2026", "password2": "a-new-one-2026"},
    ),
    # --- admin: handles
    "admin:catalog_product_make_variants": staff("catalog.add_variant"),
    "admin:catalog_product_sell": staff("catalog.change_product"),
    "admin:catalog_product_archive": staff("catalog.change_product"),
    "admin:catalog_variant_adjust": staff(
        "catalog.change_variant",
        body={"seen": "10", "how": "more", "number": "5", "reason": "found"},
    ),
    "admin:orders_order_ship": staff("orders.add_shipment", body=A_PARCEL),
    "admin:orders_order_note": staff("orders.add_orderevent", body={"text": "Ring"}),
    "admin:orders_order_packing_slip": staff("orders.view_order"),
    "admin:orders_order_address": staff("orders.change_order", body=SHANGHAI),
    "admin:orders_order_extend": staff("orders.change_order"),
    "admin:orders_order_invoice": staff("orders.add_invoice", body=A_PERSON),
    "admin:orders_order_price": staff("orders.change_order", body=LESS),
    "admin:promotions_offer_pause": staff("promotions.change_offer"),
    "admin:promotions_offer_resume": staff("promotions.change_offer"),
    "admin:promotions_offer_copy": staff("promotions.add_offer"),
    "admin:promotions_scheduledprice_end": staff("promotions.change_scheduledprice"),
    "admin:promotions_offer_preview": staff("cart.add_pricetrial"),
    "admin:promotions_scheduledprice_preview": staff("cart.add_pricetrial"),
    "admin:promotions_coupontemplate_preview": staff("cart.add_pricetrial"),
    "admin:promotions_flashsession_pause": staff("promotions.change_flashsale"),
    "admin:promotions_flashsession_resume": staff("promotions.change_flashsale"),
    "admin:promotions_flashsession_preview": staff("cart.add_pricetrial"),
    "admin:promotions_groupcampaign_preview": staff("cart.add_pricetrial"),
    "admin:promotions_couponcode_withdraw": staff(
        "promotions.change_couponcode", body=SAY_WHY
    ),
    "admin:orders_shipment_sight": staff("orders.add_trackingevent", body=SEEN),
    "admin:orders_shipment_correct": staff("orders.change_shipment", body=A_PARCEL),
    "admin:orders_shipment_packing_slip": staff("orders.view_shipment"),
    "admin:orders_invoice_document": staff("orders.view_invoice"),
    "admin:orders_invoice_reverse": staff("orders.add_invoice", body=SAY_WHY),
    "admin:orders_orderdraft_place_order": staff(
        "orders.change_orderdraft", body={"seen_total": "1"}
    ),
    "admin:orders_order_cancel": staff("orders.change_order", body=SAY_WHY),
    "admin:orders_order_refund": staff("payments.change_refund", body=SAY_WHY),
    "admin:payments_moneycase_decide": staff(
        "payments.change_moneycase", body={"decision": "again", "reason": "Sure"}
    ),
    "admin:payments_difference_resolve": staff(
        "payments.change_difference", body=SAY_WHY
    ),
    "admin:payments_refundproposal_approve": staff("payments.change_refundproposal"),
    "admin:payments_refundproposal_decline": staff(
        "payments.change_refundproposal", body=SAY_WHY
    ),
    "admin:payments_refund_retry": staff("payments.change_refund", body=SAY_WHY),
    "admin:payments_gatewayevent_settle": staff("payments.change_gatewayevent"),
    "admin:promotions_member_adjust": staff(
        "promotions.change_member", body={"points": "5", "reason": "Sorry"}
    ),
    "admin:promotions_coupontemplate_pause": staff("promotions.change_coupontemplate"),
    "admin:promotions_coupontemplate_resume": staff("promotions.change_coupontemplate"),
    "admin:promotions_coupontemplate_copy": staff("promotions.add_coupontemplate"),
    "admin:promotions_coupontemplate_grant": staff(
        "promotions.add_coupon", body={"people": "a@example.com", "token": "1"}
    ),
    "admin:promotions_coupontemplate_shared_code": staff(
        "promotions.add_couponcode", body={"text": "HELLO"}
    ),
    "admin:promotions_coupontemplate_many_codes": staff(
        "promotions.add_couponcode", body={"many": "2"}
    ),
    "admin:promotions_flashsale_pause": staff("promotions.change_flashsale"),
    "admin:promotions_flashsale_resume": staff("promotions.change_flashsale"),
    "admin:promotions_flashsession_copy": staff("promotions.add_flashsession"),
    "admin:promotions_flashsession_call_off": staff("promotions.change_flashsession"),
    "admin:promotions_flashsale_plan": staff("promotions.add_flashsession"),
    "admin:promotions_scheduledprice_copy": staff("promotions.add_scheduledprice"),
    "admin:promotions_groupcampaign_pause": staff("promotions.change_groupcampaign"),
    "admin:promotions_groupcampaign_resume": staff("promotions.change_groupcampaign"),
    "admin:promotions_groupcampaign_copy": staff("promotions.add_groupcampaign"),
    "admin:promotions_team_complete": staff("promotions.change_team"),
    # --- admin: Django's own ways to a page
    "admin:view_on_site": staff(values={"content_type_id": 1, "object_id": 1}),
    "admin:app_list": staff(values={"app_label": "orders"}),
    "admin/(?P<url>.*)$": staff(values={"url": "nowhere/"}),
}

# Addresses without a parameter whose form names somebody's object.
IN_FORMS = {
    "cart:select": owner(make.ticked_line, body={"selected": "0"}, writes="is_selected")
}

# Rights that open Django's own page of a row; any one of them is enough.
PAGES = {
    "change": ("view", "change"),
    "history": ("view", "change"),
    "delete": ("delete",),
}


def _pages_of_models() -> dict[str, Staff]:
    rules = {}
    for model in admin.site._registry:
        app, name = model._meta.app_label, model._meta.model_name
        for page, verbs in PAGES.items():
            rules[f"admin:{app}_{name}_{page}"] = staff(
                *(f"{app}.{verb}_{name}" for verb in verbs)
            )
        rules[f"admin/{app}/{name}/<path:object_id>/"] = staff()  # goes to "change"
    return rules


def every_rule() -> dict[str, Public | Rule | Secret | Gateway | Staff]:
    return TABLE | _pages_of_models()
