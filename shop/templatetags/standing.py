"""Parts of pages that depend on little: rendered once for each case, then kept."""

from typing import Any

from django import template
from django.template.base import FilterExpression, NodeList, Parser, Token
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
