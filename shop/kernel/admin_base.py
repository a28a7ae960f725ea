"""The admin's base: the one place that knows the theme.

An admin class is a window on rows with a few handles (see `admin_handles`); what
must always hold for such a window is here, so that a theme can be changed in a day.
"""

import logging
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.admin.checks import ModelAdminChecks
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.utils import unquote
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from unfold import admin as theme
from unfold import widgets
from unfold.forms import PaginationInlineFormSet
from unfold.views import ChangeList

from shop.kernel.admin_fields import FIELDS, RowPicker
from shop.kernel.admin_history import TellsChanges
from shop.kernel.errors import DomainError

Text = str | Promise

logger = logging.getLogger(__name__)

LONGEST_SEARCH = 100
MOST_WORDS = 6

SHOP_TIME = format_lazy(
    _("Times are the shop's own ({zone})."), zone=settings.TIME_ZONE
)

__all__ = [
    "SHOP_TIME",
    "ChangeList",
    "InlineFormSet",
    "ModelAdmin",
    "ReadOnlyInline",
    "StackedInline",
    "StaysHere",
    "TabularInline",
    "Window",
    "changed_columns",
    "widgets",
]


def changed_columns(form: Any) -> list[str]:
    """The columns behind a form's changed fields.

    A form is shown, edited for minutes and then saved: whatever else happened to
    the row meanwhile (a sale, a price) must not be written over.
    """
    columns = {f.name: f for f in form.instance._meta.concrete_fields}
    names = set()
    for name in form.changed_data:
        if name in getattr(form, "translated_fields", {}):
            names.add("translations")
        elif column := columns.get(name):
            names.add(name)
            for side in ("width_field", "height_field"):
                if extra := getattr(column, side, None):
                    names.add(extra)
    return sorted(names)


class InlineFormSet(PaginationInlineFormSet):
    """Rows inside another form; an existing row writes only what was changed."""

    def kept_forms(self) -> list[Any]:
        """Those that are not to go, and say something."""
        gone = self.deleted_forms
        return [
            form
            for form in self.forms
            if form not in gone and (form.instance.pk or form.has_changed())
        ]

    def get_unique_error_message(self, unique_check: Any) -> str:
        """By the names that the page shows, not those of the columns."""
        columns = [name for name in unique_check if name != self.fk.name]
        names = [str(self.model._meta.get_field(one).verbose_name) for one in columns]
        return super().get_unique_error_message(names)

    def save_existing(self, form: Any, obj: Any, commit: bool = True) -> Any:  # noqa: FBT001, FBT002
        if not commit:
            return super().save_existing(form, obj, commit=False)
        if columns := changed_columns(form):
            form.instance.save(update_fields=columns)
        form._save_m2m()
        return form.instance


class _Picking:
    """Rows of another table, in the columns `picked`, are chosen here and not looked
    into: there is no room for links beside them."""

    picked: tuple[str, ...] = ()
    admin_site: Any

    def formfield_for_foreignkey(
        self, db_field: Any, request: HttpRequest, **kwargs: Any
    ) -> Any:
        if db_field.name in self.get_autocomplete_fields(request):  # type: ignore[attr-defined]
            kwargs.setdefault("widget", RowPicker(db_field, self.admin_site))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)  # type: ignore[misc]

    def formfield_for_dbfield(
        self, db_field: Any, request: HttpRequest, **kwargs: Any
    ) -> Any:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)  # type: ignore[misc]
        if db_field.name in self.picked:
            field.widget.can_view_related = field.widget.can_change_related = False
            field.widget.can_add_related = field.widget.can_delete_related = False
        return field


class ModelAdmin(_Picking, TellsChanges, theme.ModelAdmin):
    """A window whose rows may be edited, without surprises."""

    list_per_page = 50
    list_max_show_all = 200
    show_full_result_count = False
    save_on_top = False
    formfield_overrides = FIELDS
    compressed_fields = True
    actions_on_top = True
    empty_hint: Text = ""  # what an empty list is for, and how it fills
    checks_class = ModelAdminChecks  # the theme's own would ask an empty database

    def get_search_results(
        self, request: HttpRequest, queryset: Any, search_term: str
    ) -> Any:
        """A pasted novel must not become a thousand conditions."""
        words = search_term[:LONGEST_SEARCH].split()[:MOST_WORDS]
        return super().get_search_results(request, queryset, " ".join(words))

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """Nothing from the address: a date that is none would break its widget."""
        return {}

    def get_changelist_formset(self, request: HttpRequest, **kwargs: Any) -> Any:
        """A field in a list has no label beside it: it says itself what it is."""
        formset = super().get_changelist_formset(request, **kwargs)
        for field in formset.form.base_fields.values():
            field.widget.attrs["aria-label"] = field.label
        return formset

    def save_model(
        self, request: HttpRequest, obj: Any, form: Any, change: Any
    ) -> None:
        if not change:
            obj.save()
        elif columns := changed_columns(form):
            obj.save(update_fields=columns)

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        """What somebody else changed in the same moment is told, not crashed on."""
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except DomainError as error:
            self.message_user(request, str(error), messages.ERROR)
        except IntegrityError:
            logger.warning("A change of %s was refused", self.opts.label, exc_info=True)
            text = _("Somebody changed this at the same moment. Please look again.")
            self.message_user(request, text, messages.ERROR)
        return HttpResponseRedirect(request.get_full_path())

    def response_action(self, request: HttpRequest, queryset: Any) -> Any:
        """Django looks up whatever was ticked; what is no id is no row."""
        said = request.POST.copy()
        ticked = filter(self._is_id, said.getlist(ACTION_CHECKBOX_NAME))
        said.setlist(ACTION_CHECKBOX_NAME, list(ticked))
        request.POST = said  # type: ignore[assignment]
        return super().response_action(request, queryset)

    def _is_id(self, text: str) -> bool:
        try:
            self.opts.pk.to_python(text)
        except ValidationError:
            return False
        return True

    def shown_as(self, row: Any) -> str:
        """What a row is called where one is picked among many."""
        return str(row)

    def row_or_404(self, request: HttpRequest, object_id: str) -> Any:
        row = self.get_object(request, unquote(str(object_id)))
        if row is None:
            raise Http404
        return row

    # --- handles --------------------------------------------------------------

    def offers(self, action: str, row: Any, request: HttpRequest) -> bool:
        """Does this row, as it is now, offer the handle of that name?"""
        return True

    def get_actions_detail(self, request: HttpRequest, object_id: Any) -> Any:
        actions = super().get_actions_detail(request, object_id)
        row = self.get_object(request, unquote(str(object_id))) if actions else None
        if row is None:
            return []
        return [
            action
            for action in actions
            if self.offers(action.method.original_function_name, row, request)
        ]


class Window(ModelAdmin):
    """Rows to look at.  What may be done with them are handles, never edits."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class StaysHere(ModelAdmin):
    """To save is to stay: the row's page says what comes of it.  So it has one button."""

    def response_add(
        self, request: HttpRequest, obj: Any, post_url_continue: str | None = None
    ) -> HttpResponse:
        return super().response_add(_to_stay(request), obj, post_url_continue)

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        return super().response_change(_to_stay(request), obj)

    def render_change_form(
        self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any
    ) -> Any:
        context |= {"show_save_and_add_another": False, "show_save_and_continue": False}
        return super().render_change_form(request, context, *args, **kwargs)


def _to_stay(request: HttpRequest) -> HttpRequest:
    said = request.POST.copy()
    said["_continue"] = "1"
    request.POST = said  # type: ignore[assignment]
    return request


class _Inline(_Picking):
    extra = 0
    formset = InlineFormSet
    formfield_overrides = FIELDS


class TabularInline(_Inline, theme.TabularInline):
    """A grid on a desk, cards on a phone."""

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        """A field in a grid says itself what it is: its label is a column's."""
        formset = super().get_formset(request, obj, **kwargs)
        for field in formset.form.base_fields.values():
            field.widget.attrs["aria-label"] = field.label
        return formset


class StackedInline(_Inline, theme.StackedInline):
    """One card for each row."""


class ReadOnlyInline(TabularInline):
    """Rows that are written elsewhere."""

    can_delete = False
    hide_title = True
    per_page = 20

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
