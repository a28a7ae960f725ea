"""The laws are read out every hour; a broken one is an error in the log."""

import logging
from datetime import datetime, timedelta

from django.utils.translation import gettext_noop as _

from shop.kernel.jobs import periodic
from shop.laws.book import examine_all

logger = logging.getLogger(__name__)


@periodic(_("check the ledger"), every=timedelta(hours=1))
def check_the_ledger(now: datetime) -> int:
    """Changes nothing.  Returns how many laws are broken or late."""
    broken = [found for found in examine_all(now) if found.count]
    for found in broken:
        logger.error(
            "Law %s broken by %d, first: %s",
            found.law.name,
            found.count,
            ", ".join(found.first),
        )
    return len(broken)
