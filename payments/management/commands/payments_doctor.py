"""`manage.py payments_doctor`: what each payment gateway lacks, in plain words."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from payments.examining import examine, is_untouched, missing_settings
from payments.gateways.base import Gateway
from payments.gateways.registry import GATEWAYS
from shop.kernel.clock import now
from shop.kernel.words import listed


class Command(BaseCommand):
    help = (
        "Look at each payment gateway: settings, keys, clock, the way back to us, and "
        "what waits.  Nothing secret is said.  Exit code 1 when something is ill."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--gateway", help="one of them, set up or not (all)")

    def handle(self, *, gateway: str | None, **options: Any) -> None:
        if gateway is not None and gateway not in GATEWAYS:
            raise CommandError(f"There are: {', '.join(GATEWAYS)}.")
        chosen = [GATEWAYS[gateway]] if gateway else list(GATEWAYS.values())
        ill = sum(self.look_at(one, is_wanted=bool(gateway)) for one in chosen)
        if ill:
            raise SystemExit(1)

    def look_at(self, gateway: Gateway, *, is_wanted: bool) -> int:
        """How much is ill.  What nobody has set up is not, unless it was asked for."""
        self.stdout.write(f"{gateway.label} ({gateway.code})")
        if is_untouched(gateway) and not is_wanted:
            names = listed(missing_settings(gateway))
            lacks = _("Not set up. It needs %(names)s.") % {"names": names}
            self.stdout.write(f"  –    {lacks}")
            return 0
        ill = 0
        for symptom in examine(gateway, now=now()):
            word = pgettext("doctor", "ok ")
            if not symptom.is_well:
                word = self.style.ERROR(pgettext("doctor", "ILL"))
            self.stdout.write(f"  {word}  {symptom.text}")
            ill += not symptom.is_well
        return ill
