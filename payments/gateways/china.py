"""What the gateways of mainland China share: their currency, and where their days end."""

from datetime import tzinfo
from zoneinfo import ZoneInfo

CURRENCY = "CNY"
BEIJING: tzinfo = ZoneInfo("Asia/Shanghai")
