"""Texts in the shop's other languages, as plain fields beside the main one."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.conf import settings
from django.db import models
from django.utils.text import capfirst, format_lazy
from django.utils.translation import get_language_info

from shop.kernel.admin_base import widgets


class TranslatedAdminForm(forms.ModelForm):
    """Reads and writes the `translations` column.  Made by `translated_form`."""

    translated_fields: dict[str, tuple[str, str]] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field, (language, name) in self.translated_fields.items():
            if field in self.fields:
                texts = self.instance.translations.get(language, {})
                self.initial.setdefault(field, texts.get(name, ""))

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]
        merged = {
            code: dict(texts) for code, texts in self.instance.translations.items()
        }
        for field, (language, name) in self.translated_fields.items():
            if field in self.cleaned_data:
                texts = merged.setdefault(language, {})
                texts[name] = self.cleaned_data[field]
        self.instance.translations = {
            code: kept
            for code, texts in merged.items()
            if (kept := {name: text for name, text in texts.items() if text})
        }


def other_languages() -> list[str]:
    return [
        code for code, _name in settings.LANGUAGES if code != settings.LANGUAGE_CODE
    ]


def field_name(name: str, language: str) -> str:
    return f"{name}__{language.replace('-', '_')}"


def translated_form(
    model: type[models.Model],
    *names: str,
    base: type[TranslatedAdminForm] = TranslatedAdminForm,
) -> type[TranslatedAdminForm]:
    """A form for `model` with one more field for each name and other language."""
    wanted = {
        field_name(name, language): (language, name)
        for language in other_languages()
        for name in names
    }
    fields = {
        key: _field(model, name, language) for key, (language, name) in wanted.items()
    }
    meta = type("Meta", (), {"model": model, "fields": []})
    return type(
        f"{model.__name__}Form",
        (base,),
        {"Meta": meta, "translated_fields": wanted, **fields},
    )


def names_in(language: str, *names: str) -> tuple[str, ...]:
    return tuple(field_name(name, language) for name in names)


def beside(*names: str) -> list[str]:
    """Each name followed by its translations: for the columns of a grid."""
    return [
        field
        for name in names
        for field in (name, *(field_name(name, code) for code in other_languages()))
    ]


def language_fieldsets(
    *names: str, classes: Iterable[str] = ("tab",)
) -> list[tuple[Any, dict[str, Any]]]:
    """One fieldset for each other language, under the language's own name."""
    return [
        (
            get_language_info(code)["name_local"],
            {"fields": list(names_in(code, *names)), "classes": list(classes)},
        )
        for code in other_languages()
    ]


def _field(model: type[models.Model], name: str, language: str) -> forms.Field:
    column: Any = model._meta.get_field(name)
    long = isinstance(column, models.TextField)
    local = get_language_info(language)["name_local"]
    field = column.formfield(
        required=False,
        widget=widgets.UnfoldAdminTextareaWidget
        if long
        else widgets.UnfoldAdminTextInputWidget,
    )
    field.label = format_lazy("{} ({})", capfirst(column.verbose_name), local)
    field.widget.attrs["lang"] = language
    return field
