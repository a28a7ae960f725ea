"""Standing parts of pages are rendered once, and depend on what they name alone."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.template import Context, Node, Template
from django.template.base import FilterExpression, VariableNode
from django.template.defaulttags import IfNode, URLNode
from django.template.loader import get_template
from django.templatetags.i18n import TranslateNode
from django.utils.translation import override

from shop.templatetags.standing import Standing

ROOT = Path(settings.BASE_DIR)
USING = sorted(
    path for path in ROOT.rglob("*.html") if "{% standing" in path.read_text()
)


class Once:
    """Counts how often it is printed."""

    times = 0

    def __str__(self) -> str:
        self.times += 1
        return f"text {self.times}"


def test_is_rendered_once() -> None:
    template, once = Template("{% standing %}{{ once }}{% endstanding %}"), Once()

    pages = [template.render(Context({"once": once})) for _ in range(3)]

    assert pages == ["text 1"] * 3


def test_each_value_that_is_named_has_its_own() -> None:
    template = Template("{% standing tab|upper %}{{ tab }}{% endstanding %}")

    pages = [template.render(Context({"tab": tab})) for tab in ("home", "cart", "home")]

    assert pages == ["home", "cart", "home"]


def test_each_language_has_its_own() -> None:
    template = Template('{% standing %}{% translate "Cart" %}{% endstanding %}')

    pages = []
    for language in ("en", "zh-hans", "en"):
        with override(language):
            pages.append(template.render(Context()))

    assert pages == ["Cart", "购物车", "Cart"]


@pytest.mark.parametrize("path", USING, ids=lambda path: path.name)
def test_prints_nothing_that_it_does_not_name(path: Path) -> None:
    """Parts that include something are looked at where that is; forms are blank."""
    for part in _standing_parts(path):
        named = {str(one.var).partition("|")[0] for one in part.on}
        made = {
            node.asvar
            for node in part.nodelist.get_nodes_by_type(Node)
            if isinstance(node, URLNode | TranslateNode)
        }

        assert _asked(part) <= named | made


def _standing_parts(path: Path) -> Iterator[Standing]:
    name = str(path).partition("templates/")[2]
    template = get_template(name).template  # type: ignore[attr-defined]
    for part in template.nodelist.get_nodes_by_type(Standing):
        assert isinstance(part, Standing)
        yield part


def _asked(part: Standing) -> set[str]:
    """The variables that are printed or decide inside, by their first name."""
    printed = part.nodelist.get_nodes_by_type(VariableNode)
    expressions = [node.filter_expression for node in printed]
    for node in part.nodelist.get_nodes_by_type(IfNode):
        for condition, _nodelist in node.conditions_nodelists:
            expressions += _decisive(condition)
    return {one.var.lookups[0] for one in expressions if _is_name(one)}


def _decisive(condition: Any) -> Iterator[FilterExpression]:
    if value := getattr(condition, "value", None):
        yield value
    for part in ("first", "second"):
        if side := getattr(condition, part, None):
            yield from _decisive(side)


def _is_name(expression: FilterExpression) -> bool:
    return bool(getattr(expression.var, "lookups", None))
