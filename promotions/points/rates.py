"""The rates that the merchant has set."""

from django.conf import settings

from promotions.points.rules import Rates


def rates() -> Rates:
    return Rates(
        earned=settings.POINTS_EARNED_PER_UNIT,
        worth=settings.POINTS_WORTH_ONE_UNIT,
        most_percent=settings.POINTS_MOST_PERCENT,
    )
