"""What insights do by the clock."""

from datetime import datetime, timedelta

from django.utils.translation import gettext_noop as _

from shop.insights.services import forget_old_telemetry
from shop.kernel.jobs import periodic


@periodic(_("forget old telemetry"), every=timedelta(hours=1))
def forget_telemetry(now: datetime) -> int:
    """What the client said more than 90 days ago interests nobody."""
    return forget_old_telemetry(now)
