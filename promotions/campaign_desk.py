"""What campaigns of every kind offer in the admin: to pause them and let them go on,
and to look at the shop as it will be once they run."""

from dataclasses import dataclass
from functools import partial
from typing import Any, ClassVar
from urllib.parse import urlencode

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from promotions.calendar.rivals import rivals_of
from promotions.pausing import pause, resume
from promotions.standing import Standing, standing
from shop.kernel.admin_handles import Handle, HasHandles, Text, handle
from shop.kernel.clock import now
from shop.kernel.words import listed


@dataclass(frozen=True, kw_only=True)
class PauseWords:
    """What a kind says when it is paused and goes on."""

    pause: Text
    effect: Text
    paused: Text
    resume: Text
    resumed: Text


class Pause(Handle):
    submit = _("Pause")

    def __init__(self, desk: "PausableAdmin", request: HttpRequest, row: Any) -> None:
        super().__init__(request, row)
        self.words, self.title = desk.words, desk.words.pause
        self.campaign = desk.campaign_of(row)

    def explain(self) -> Text:
        return self.words.effect

    def do(self, said: dict[str, Any]) -> Text:
        pause(type(self.campaign), self.campaign.pk, now=now())
        return self.words.paused


class Resume(Handle):
    submit = pgettext_lazy("campaign", "Go on")

    def __init__(self, desk: "PausableAdmin", request: HttpRequest, row: Any) -> None:
        super().__init__(request, row)
        self.words, self.title = desk.words, desk.words.resume
        self.campaign = desk.campaign_of(row)

    def do(self, said: dict[str, Any]) -> Text:
        resume(type(self.campaign), self.campaign.pk)
        return self.words.resumed


class HasResult(HasHandles):
    """Its `result` is shown once there is something to count."""

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        found = super().get_fieldsets(request, obj)
        return found if obj else [(title, _planned(facts)) for title, facts in found]


def _planned(facts: Any) -> Any:
    return {**facts, "fields": [one for one in facts["fields"] if one != "result"]}


class PausableAdmin(HasResult):
    """Name `pause` and `resume` among its handles."""

    words: ClassVar[PauseWords]
    paused_model: ClassVar[str] = ""  # where it is not the row that is paused

    def campaign_of(self, row: Any) -> Any:
        """What is paused."""
        return row

    def has_pause_permission(self, request: HttpRequest, _pk: Any = None) -> bool:
        model = self.paused_model or self.opts.model_name
        return bool(request.user.has_perm(f"{self.opts.app_label}.change_{model}"))

    def offers(self, action: str, row: Any, request: HttpRequest) -> bool:
        if action in ("pause", "resume"):
            return (action == "pause") is (self.campaign_of(row).paused_at is None)
        return super().offers(action, row, request)

    @handle(_("Pause"), permission="pause", icon="pause", look="danger")
    def pause(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return self.answer(request, object_id, partial(Pause, self))

    @handle(
        pgettext_lazy("campaign", "Go on"),
        permission="pause",
        icon="play_arrow",
        look="primary",
    )
    def resume(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return self.answer(request, object_id, partial(Resume, self))


class CampaignAdmin(HasResult):
    """Rows that run from a moment to another.  Name `preview` among its handles and
    `state` among its columns; `source` is what the price lab calls them."""

    source: ClassVar[str]

    def standing(self, row: Any) -> Standing:
        return standing(
            starts_at=row.starts_at,
            ends_at=row.ends_at,
            paused_at=getattr(row, "paused_at", None),
            now=now(),
        )

    @admin.display(description=_("now"))
    def state(self, row: Any) -> SafeString:
        return self.standing(row).tag

    def offers(self, action: str, row: Any, request: HttpRequest) -> bool:
        if action == "preview":
            return self.standing(row) != Standing.OVER
        return super().offers(action, row, request)

    @handle(_("Preview"), permission="cart.add_pricetrial", icon="visibility")
    def preview(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """As of its start, with goods that it is about."""
        row = self.row_or_404(request, object_id)
        asked = urlencode({"preview": f"{self.source}:{row.pk}"})
        return HttpResponseRedirect(f"{reverse('admin:cart_pricetrial_add')}?{asked}")


class PriceCampaignAdmin(CampaignAdmin):
    """Campaigns that give goods a price of their own: another kind's at the same time
    is allowed, and told whoever saves one."""

    def variants_of(self, row: Any) -> set[int]:
        raise NotImplementedError

    def response_add(self, request: HttpRequest, obj: Any, *rest: Any) -> HttpResponse:
        self._warn(request, obj)
        return super().response_add(request, obj, *rest)

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        self._warn(request, obj)
        return super().response_change(request, obj)

    def _warn(self, request: HttpRequest, row: Any) -> None:
        if not self.standing(row).is_to_come:
            return
        names = rivals_of(
            self.source,
            self.variants_of(row),
            starts_at=row.starts_at,
            ends_at=row.ends_at,
            now=now(),
        )
        if names:
            text = _(
                "At the same time other campaigns have some of the goods: %(names)s."
            )
            self.message_user(
                request, text % {"names": listed(names)}, messages.WARNING
            )
