"""The list of group buys and a team's page: public, the same for everybody."""

from urllib.parse import urljoin

from django.conf import settings
from django.core.files.storage import default_storage
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from catalog.selectors import category_tree
from promotions.group_buys import selectors
from promotions.group_buys.shown import TeamPage
from shop.kernel.clock import now
from shop.kernel.codes import square_code
from shop.kernel.http import public_page
from shop.kernel.money import written


@require_safe
@public_page
def campaigns(request: HttpRequest) -> HttpResponse:
    moment = now()
    page = {
        "campaigns": selectors.campaigns_page(now=moment),
        "now": moment,
        "nav": category_tree().links(),
    }
    return render(request, "promotions/group_buys/list.html", page)


@require_safe
@public_page
def team(request: HttpRequest, code: str) -> HttpResponse:
    """For strangers, too.  Whether one is in it, `/account/here/` says.  `now`: what an
    open page asks for every few seconds."""
    moment = now()
    page = selectors.team_page(code, now=moment)
    if page is None:
        raise Http404
    if "now" in request.GET:
        facts = {"page": page, "now": moment}
        return render(request, "promotions/group_buys/_now.html", facts)
    url = urljoin(settings.SITE_URL, reverse("promotions:team", args=[code]))
    context = {
        "page": page,
        "now": moment,
        "url": url,
        "square": square_code(url),
        "og": _preview(page),
        "nav": category_tree().links(),
        "back_url": reverse("promotions:group-buys"),
    }
    return render(request, "promotions/group_buys/team.html", context)


def _preview(page: TeamPage) -> dict[str, str]:
    """What the link shows where it is shared."""
    campaign = page.campaign
    title = _("%(price)s instead of %(single)s: %(name)s") % {
        "price": written(campaign.price),
        "single": written(campaign.single_price),
        "name": campaign.product,
    }
    text = _("Join my team and we both pay the group price.")
    picture = default_storage.url(campaign.image) if campaign.image else ""
    image = urljoin(settings.SITE_URL, picture) if picture else ""
    return {"title": title, "description": text, "image": image}
