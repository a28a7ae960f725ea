"""Parts of pages that depend on little: rendered once for each case, then kept."""

from typing import Any

from django import template
from django.template.base import FilterExpression, NodeList, Parser, Token
from django.template.defaulttags import URLNode
from django.template.defaulttags import url as django_url
from django.templatetags.i18n import TranslateNode, do_translate
from django.utils.translation import get_language

register = template.Library()

MOST_KEPT = 1000  # texts of one part; a page costs no more than without when it forgets


class Standing(template.Node):
    """Keeps what it rendered, one text for each language and value of `on`."""

    child_nodelists = ("nodelist",)

    def __init__(self, nodelist: NodeList, on: list[FilterExpression]) -> None:
        self.nodelist, self.on = nodelist, on
        self.kept: dict[tuple[Any, ...], str] = {}

    def render(self, context: template.Context) -> str:
        key = (get_language(), *(part.resolve(context) for part in self.on))
        if (text := self.kept.get(key)) is None:
            text = self.nodelist.render(context)
            if len(self.kept) >= MOST_KEPT:
                self.kept.clear()
            self.kept[key] = text
        return text


@register.tag
def standing(parser: Parser, token: Token) -> Standing:
    """`{% standing tab %}…{% endstanding %}`: depends on the language and on `tab` alone.

    Name everything it depends on; what is named must be hashable and never change.
    """
    on = [parser.compile_filter(part) for part in token.split_contents()[1:]]
    nodelist = parser.parse(("endstanding",))
    parser.delete_first_token()
    return Standing(nodelist, on)


class KnownText(TranslateNode):
    """Django's `translate`, which looks a fixed text up once for each language."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.known: dict[Any, str] = {}
        self.is_fixed = _is_literal(self.filter_expression) and (
            self.message_context is None or isinstance(self.message_context.var, str)
        )

    def render(self, context: template.Context) -> str:
        if not self.is_fixed:
            return super().render(context)
        key = get_language(), context.autoescape
        if (text := self.known.get(key)) is None:
            text = super().render(context)
            self.known[key] = text = context[self.asvar] if self.asvar else text
        if self.asvar:
            context[self.asvar] = text
            return ""
        return text


class KnownAddress(URLNode):
    """Django's `url`, which works an address out once for each language."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.known: dict[Any, str] = {}

    def render(self, context: template.Context) -> str:
        if self.kwargs:
            return super().render(context)
        asked = [part.resolve(context) for part in (self.view_name, *self.args)]
        key = get_language(), context.autoescape, *asked
        if (address := self.known.get(key)) is None:
            address = super().render(context)
            address = context[self.asvar] if self.asvar else address
            if len(self.known) >= MOST_KEPT:
                self.known.clear()
            self.known[key] = address
        if self.asvar:
            context[self.asvar] = address
            return ""
        return address


@register.tag
def url(parser: Parser, token: Token) -> KnownAddress:
    """As Django's own."""
    made = django_url(parser, token)
    return KnownAddress(made.view_name, made.args, made.kwargs, made.asvar)


def _is_literal(expression: FilterExpression) -> bool:
    return getattr(expression.var, "literal", None) is not None and not (
        expression.filters
    )


@register.tag
def translate(parser: Parser, token: Token) -> KnownText:
    """As in Django's `i18n`."""
    made = do_translate(parser, token)
    return KnownText(
        made.filter_expression, made.noop, made.asvar, made.message_context
    )
