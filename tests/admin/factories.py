"""Staff, and the forms they send: filled as the page shows them, then changed."""

import io
from typing import Any

from django.conf import settings
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from accounts.models import User
from accounts.roles import ensure_roles
from tests.accounts.factories import make_user


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
    return client


def make_owner() -> User:
    return make_user(is_staff=True, is_superuser=True, name="Owner")


def make_clerk(role: str = "operations") -> User:
    ensure_roles()
    clerk = make_user(is_staff=True, name="Clerk")
    clerk.groups.add(Group.objects.get(name=role))
    return clerk


def make_picture(
    name: str = "bowl.png", *, size: tuple[int, int] = (64, 48), **options: Any
) -> SimpleUploadedFile:
    buffer = io.BytesIO()
    kind = options.pop("format", "PNG")
    Image.new("RGB", size, "#b8c3a4").save(buffer, kind, **options)
    return SimpleUploadedFile(name, buffer.getvalue(), content_type="image/png")


def filled(response: Any) -> dict[str, Any]:
    """What a browser would send if somebody pressed Save at once."""
    data = values_of(response.context["adminform"].form)
    for shown in response.context["inline_admin_formsets"]:
        data |= _formset(shown.formset)
    return data


def values_of(form: Any) -> dict[str, Any]:
    data: dict[str, Any] = {}
    for bound in form:
        value = bound.value()
        if hasattr(bound.field.widget, "decompress") and bound.field.widget.widgets:
            for index, part in enumerate(bound.field.widget.decompress(value)):
                data[f"{bound.html_name}_{index}"] = "" if part is None else str(part)
        elif isinstance(value, bool):
            data |= {bound.html_name: "on"} if value else {}
        elif isinstance(value, list | tuple):
            data[bound.html_name] = [getattr(one, "pk", one) for one in value]
        elif not (value is None or bound.field.widget.needs_multipart_form):
            data[bound.html_name] = value
    return data


def _formset(formset: Any) -> dict[str, Any]:
    data = values_of(formset.management_form)
    for form in formset.forms:
        data |= values_of(form)
        for nested in getattr(form, "nested_formsets", ()):
            data |= _formset(nested.formset)
    return data


def errors_of(response: Any) -> str:
    """Every error a page shows, as one text."""
    texts = [str(response.context["adminform"].form.errors)]
    for shown in response.context["inline_admin_formsets"]:
        texts += [str(shown.formset.errors), str(shown.formset.non_form_errors())]
    return " ".join(texts)


def wrong_fields(response: Any) -> list[str]:
    """The names of the fields that errors are shown at, `""` for those above rows."""
    found = list(response.context["adminform"].form.errors)
    for shown in response.context["inline_admin_formsets"]:
        found += [name for errors in shown.formset.errors for name in errors]
        found += [""] * bool(shown.formset.non_form_errors())
    return found


def confirmed(client: Client, url: str, said: dict[str, Any]) -> Any:
    """Ask a handle what it would come to, look, and press the button again."""
    seen = client.post(url, said).context["seen"]
    return client.post(url, said | {"seen_preview": seen}, follow=True)


def told(response: Any) -> str:
    return " ".join(str(message) for message in response.context["messages"])
