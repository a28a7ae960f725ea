"""Facts about addresses: this machine's own, and a visitor's."""

import socket

from django.conf import settings
from django.http import HttpRequest


def lan_address() -> str:
    """This machine's address in the local network, or the loopback one.

    Connecting a datagram socket sends nothing: it only asks the routing table.
    """
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
            return str(probe.getsockname()[0])
        except OSError:
            return "127.0.0.1"


def visitor_address(request: HttpRequest) -> str:
    """Whose request it is, as the outermost proxy of ours has seen it."""
    proxies = settings.ALLAUTH_TRUSTED_PROXY_COUNT
    said = request.headers.get("X-Forwarded-For", "").split(",")
    if proxies and len(said) >= proxies and said[-proxies].strip():
        return said[-proxies].strip()
    return str(request.META.get("REMOTE_ADDR", ""))
