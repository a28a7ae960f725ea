from promotions.coupons.services.claiming import claim_coupon, redeem_code
from promotions.coupons.services.ending import expire_coupons, remind_owner
from promotions.coupons.services.granting import (
    Granted,
    grant_after_order,
    grant_by_staff,
    grant_sign_up,
)
from promotions.coupons.services.holding import (
    give_coupon_back,
    hold_coupon,
    hold_coupon_again,
    use_coupon,
)
from promotions.coupons.services.noticing import (
    key_of,
    owner_of,
    resume_notices,
    silence_notices,
)
from promotions.coupons.services.offering import (
    add_shared_code,
    copy_template,
    make_single_codes,
    save_template,
    withdraw_code,
)

__all__ = [
    "Granted",
    "add_shared_code",
    "claim_coupon",
    "copy_template",
    "expire_coupons",
    "give_coupon_back",
    "grant_after_order",
    "grant_by_staff",
    "grant_sign_up",
    "hold_coupon",
    "hold_coupon_again",
    "key_of",
    "make_single_codes",
    "owner_of",
    "redeem_code",
    "remind_owner",
    "resume_notices",
    "save_template",
    "silence_notices",
    "use_coupon",
    "withdraw_code",
]
