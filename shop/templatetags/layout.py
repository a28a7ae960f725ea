"""What pages are laid out with: sheets, action bars, and helpers of components."""

from collections.abc import Iterator
from typing import Any

from django import template
from django.core.paginator import Page
from django.forms import BoundField
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_block_tag
def sheet(content: SafeString, id: str, title: str, in_page: bool = False) -> str:  # noqa: FBT001, FBT002
    """A dialog from below; part of the page without scripts.

    `in_page`: also part of the page on a wide screen.  Opened by anything with
    `data-opens="<id>"`.
    """
    facts = {"content": content, "id": id, "title": title, "in_page": in_page}
    return render_to_string("components/sheet.html", facts)


@register.simple_block_tag
def action_bar(content: SafeString, label: str, only: str = "") -> SafeString:
    """The one action of a page, at the thumb; `only="phone"` hides it on wide screens."""
    return format_html(
        '<div class="action-bar{}" role="group" aria-label="{}">'
        '<div class="action-bar__inner wrap">{}</div></div>',
        " action-bar--phone" if only == "phone" else "",
        label,
        content,
    )


@register.filter
def described(field: BoundField, hint: str) -> SafeString:
    """The widget of a field, tied to its hint and its errors for those who listen."""
    ids = [f"{field.auto_id}_helptext"] if hint else []
    ids += [f"{field.auto_id}_error"] if field.errors else []
    return field.as_widget(attrs={"aria-describedby": " ".join(ids)} if ids else None)


@register.filter
def at_most(number: int, limit: Any) -> bool:
    return number <= int(limit)


@register.filter
def pages_around(page: Page) -> Iterator[int | None]:
    """First, last and neighbours; None where pages are left out."""
    last = page.paginator.num_pages
    shown = {1, last, page.number - 1, page.number, page.number + 1}
    before = 0
    for number in sorted(n for n in shown if 1 <= n <= last):
        if number - before > 1:
            yield None
        yield number
        before = number
