"""What the merchant may set about campaigns, points and their time-outs."""

from datetime import timedelta

import environ

env = environ.Env()

FLASH_ORDER_UNPAID_AFTER = timedelta(seconds=env.int("FLASH_ORDER_UNPAID_SECONDS", 300))
GROUP_ORDER_UNPAID_AFTER = timedelta(seconds=env.int("GROUP_ORDER_UNPAID_SECONDS", 900))
