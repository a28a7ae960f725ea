"""Content-Security-Policy with the names of Django 6.0, so that 6.2 LTS deletes this file."""

from collections.abc import Callable
from functools import cache

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from shop.kernel.languages import language_prefix

SELF, NONE = "'self'", "'none'"

PAGES: dict[str, list[str]] = {
    "default-src": [SELF],
    "script-src": [SELF],
    "style-src": [SELF],
    "img-src": [SELF, "data:"],
    "object-src": [NONE],
    "base-uri": [SELF],
    "form-action": [SELF],
    "frame-ancestors": [NONE],
}
# The admin theme's Alpine.js evaluates expressions and sets styles.
ADMIN = PAGES | {
    "script-src": [SELF, "'unsafe-eval'", "'unsafe-inline'"],
    "style-src": [SELF, "'unsafe-inline'"],
    "img-src": [SELF, "data:", "blob:"],
}
PERMISSIONS = "camera=(), geolocation=(), microphone=(self), payment=()"


def render(policy: dict[str, list[str]]) -> str:
    return "; ".join(f"{name} {' '.join(sources)}" for name, sources in policy.items())


@cache
def _admin_paths() -> tuple[str, ...]:
    return tuple(f"{language_prefix(code)}admin/" for code, _ in settings.LANGUAGES)


def is_admin(path: str) -> bool:
    return path.startswith(_admin_paths())


class ContentSecurityPolicyMiddleware:
    """Sets the policy of the page's part of the shop, unless a view set its own."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        policy = ADMIN if is_admin(request.path) else PAGES
        targets = getattr(response, "form_targets", ())
        if targets:
            policy = policy | {"form-action": [SELF, *targets]}
        response.headers.setdefault("Content-Security-Policy", render(policy))
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        return response
