"""What the merchant may set about campaigns, points and their time-outs."""

from datetime import timedelta
from decimal import Decimal

import environ

env = environ.Env()

FLASH_ORDER_UNPAID_AFTER = timedelta(seconds=env.int("FLASH_ORDER_UNPAID_SECONDS", 300))
GROUP_ORDER_UNPAID_AFTER = timedelta(seconds=env.int("GROUP_ORDER_UNPAID_SECONDS", 900))

# Points: earned for each unit of the currency; so many are worth one unit; at most this
# share of the goods is paid with them.
POINTS_EARNED_PER_UNIT = Decimal(env.str("POINTS_EARNED_PER_UNIT", "1"))
POINTS_WORTH_ONE_UNIT = env.int("POINTS_WORTH_ONE_UNIT", 100)
POINTS_MOST_PERCENT = env.int("POINTS_MOST_PERCENT", 20)
