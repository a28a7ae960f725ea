"""Handles: what staff may do with one row, each through a service.

A handle is a button on the row's page.  Pressed, it shows a small form that says
what will happen; only its POST does it.  A refusal is a message, never a crash.
"""

import hashlib
from collections.abc import Callable
from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from unfold import widgets
from unfold.decorators import action
from unfold.enums import ActionVariant

from shop.kernel.admin_base import ModelAdmin, Text
from shop.kernel.errors import DomainError

LOOKS: list[tuple[type[forms.Widget], list[str]]] = [
    (forms.Textarea, widgets.TEXTAREA_CLASSES),
    (forms.Select, widgets.SELECT_CLASSES),
    (forms.CheckboxInput, widgets.CHECKBOX_CLASSES),
    (forms.Widget, widgets.INPUT_CLASSES),
]


SEEN = "seen_preview"


def _token(shown: Any) -> str:
    """The same for the same values: what was shown is what will be done."""
    return hashlib.sha256(repr(shown).encode()).hexdigest()


class HandleForm(forms.Form):
    """A form in the theme's clothes."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            dress(field)

    def add_field(self, name: str, field: forms.Field) -> None:
        """One more, for what only a row can tell."""
        dress(field)
        self.fields[name] = field


def dress(field: forms.Field) -> None:
    """Put a plain field into the theme's clothes."""
    classes = next(names for kind, names in LOOKS if isinstance(field.widget, kind))
    field.widget.attrs.setdefault("class", " ".join(classes))
    if type(field.widget) is forms.Select:
        field.widget.template_name = widgets.UnfoldAdminSelectWidget.template_name


class ReasonForm(HandleForm):
    """Why.  It is kept with the row and may be read by the buyer."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class InnerReasonForm(HandleForm):
    """Why, for the shop alone."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=200,
        help_text=_("For the shop only; it stays in the history of changes."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class Handle:
    """One thing that may be done with one row."""

    title: Text
    submit: Text
    form_class: ClassVar[type[HandleForm]] = HandleForm
    is_danger: ClassVar[bool] = False
    blames: ClassVar[str] = ""  # the field that every refusal is shown at
    preview_template: ClassVar[str] = ""  # shows what `preview` returns

    def __init__(self, request: HttpRequest, row: Any) -> None:
        self.request, self.row = request, row

    @property
    def staff_id(self) -> int:
        return int(self.request.user.pk or 0)

    def blame(self, error: DomainError) -> str:
        """The field that a refusal is shown at; "" for a message above the row."""
        return self.blames

    def explain(self) -> Text:
        """What will happen, named with its amounts."""
        return ""

    def initial(self) -> dict[str, Any]:
        return {}

    def form(self, said: Any = None) -> HandleForm:
        return self.form_class(said, initial=self.initial())

    def preview(self, said: dict[str, Any]) -> Any:
        """What it would come to, as plain values: shown before it is done.

        Only for handles with a `preview_template`.  Raises DomainError.
        """
        return None

    def do(self, said: dict[str, Any]) -> Text:
        """Call the service; return what to tell the staff.  Raises DomainError."""
        raise NotImplementedError


def handle(
    description: Text, *, permission: str, icon: str, look: str = "default"
) -> Callable[[Any], Any]:
    """Marks a method of a ModelAdmin as a button; name it in `actions_detail`.

    `look` is `primary` for what the row waits for, `danger` for what can't be undone.
    """
    return action(
        description=description,
        permissions=[permission],
        icon=icon,
        variant=ActionVariant(look),
        attrs={"data-handle": look},
    )


class HasHandles(ModelAdmin):
    """An admin whose rows have handles."""

    def answer(
        self,
        request: HttpRequest,
        object_id: str,
        kind: Callable[[HttpRequest, Any], Handle],
    ) -> HttpResponse:
        """GET shows the form, POST does it and writes the audit row."""
        row = self.row_or_404(request, object_id)
        todo = kind(request, row)
        form = todo.form(request.POST if request.method == "POST" else None)
        if request.method == "POST" and form.is_valid():
            try:
                if todo.preview_template:
                    shown = todo.preview(form.cleaned_data)
                    if request.POST.get(SEEN) != _token(shown):
                        return self._ask(request, todo, form, shown)
                told = str(todo.do(form.cleaned_data))
            except DomainError as error:
                field = todo.blame(error)
                if not field:
                    self.message_user(request, str(error), messages.WARNING)
                    return self._back(request, row)
                form.add_error(field, str(error))
            else:
                self.log_change(request, row, told)
                self.message_user(request, told, messages.SUCCESS)
                return self._back(request, todo.row)
        return self._ask(request, todo, form)

    def _back(self, request: HttpRequest, row: Any) -> HttpResponse:
        name = f"admin:{self.opts.app_label}_{self.opts.model_name}_change"
        return HttpResponseRedirect(reverse(name, args=[row.pk]))

    def _ask(
        self, request: HttpRequest, todo: Handle, form: HandleForm, shown: Any = None
    ) -> HttpResponse:
        """`shown` is a preview; sent back with the form it is a confirmation of it."""
        return TemplateResponse(
            request,
            "admin/handle.html",
            {
                **self.admin_site.each_context(request),
                "opts": self.opts,
                "original": todo.row,
                "title": todo.title,
                "handle": todo,
                "form": form,
                "preview": shown,
                "seen": None if shown is None else _token(shown),
                "back_url": self._back(request, todo.row)["Location"],
                "media": self.media,
            },
            status=422 if form.errors else 200,
        )
