"""Group buys open and close by the clock, and teams whose time is over have failed."""

from datetime import datetime, timedelta

from django.utils.translation import gettext_noop as _

from promotions.group_buys.models import GroupCampaign, Team
from promotions.group_buys.running import close_campaign, open_campaign
from promotions.group_buys.teams import fail_team
from shop.kernel.jobs import each, periodic

AT_ONCE = 200
AHEAD = timedelta(seconds=30)


@periodic(_("open group buys"), every=timedelta(seconds=15))
def open_group_buys(now: datetime) -> int:
    due = GroupCampaign.objects.to_open(now + AHEAD).order_by("starts_at")
    ids = due.values_list("pk", flat=True)[:AT_ONCE]
    return each(ids, lambda pk: open_campaign(campaign_id=pk, now=now))


@periodic(_("end teams whose time is over"), every=timedelta(seconds=10))
def end_expired_teams(now: datetime) -> int:
    due = Team.objects.expired(now).order_by("expires_at")
    ids = due.values_list("pk", flat=True)[:AT_ONCE]
    return each(ids, lambda pk: fail_team(team_id=pk, now=now))


@periodic(_("close group buys"), every=timedelta(seconds=30))
def close_group_buys(now: datetime) -> int:
    due = GroupCampaign.objects.to_close(now).order_by("ends_at")
    ids = due.values_list("pk", flat=True)[:AT_ONCE]
    return each(ids, lambda pk: close_campaign(campaign_id=pk, now=now))
