"""Campaigns are paused at once, and go on as their dates say."""

from datetime import datetime

from django.db.models import Model


def pause(campaigns: type[Model], pk: int, *, now: datetime) -> bool:
    """Give nothing more from now on; False if it was paused already.

    What was given stays: orders that are placed, coupons that were claimed, teams whose
    members may still pay, pieces that are set aside.
    """
    rows = campaigns._default_manager.filter(pk=pk, paused_at=None)
    return bool(rows.update(paused_at=now))


def resume(campaigns: type[Model], pk: int) -> bool:
    """False if it was not paused."""
    rows = campaigns._default_manager.filter(pk=pk, paused_at__isnull=False)
    return bool(rows.update(paused_at=None))
