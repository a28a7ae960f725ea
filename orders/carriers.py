"""Who brings the parcels: stored under one name, shown in the reader's language."""

from django.utils.translation import gettext_lazy as _

NAMES = {
    "SF Express": _("SF Express"),
    "JD Logistics": _("JD Logistics"),
    "ZTO Express": _("ZTO Express"),
    "YTO Express": _("YTO Express"),
    "STO Express": _("STO Express"),
    "Yunda Express": _("Yunda Express"),
    "EMS": _("EMS"),
    "China Post": _("China Post"),
    "DHL": "DHL",
    "FedEx": "FedEx",
    "UPS": "UPS",
}


def carrier_name(stored: str) -> str:
    """What a reader calls the carrier; one we do not know keeps its own name."""
    return str(NAMES.get(stored, stored))
