"""Standing parts of pages are rendered once for each case, and depend on what they
name alone."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.template import Context, Engine, Node, Template
from django.template.base import FilterExpression, VariableNode
from django.template.defaulttags import ForNode, IfNode, URLNode
from django.template.loader import get_template
from django.template.loader_tags import IncludeNode
from django.templatetags.i18n import TranslateNode
from django.utils.translation import override

from shop.templatetags.standing import Standing

ROOT = Path(settings.BASE_DIR)
USING = sorted(
    path for path in ROOT.rglob("*.html") if "{% standing" in path.read_text()
)
PLAIN = Engine()
ALLOWED = {"_checkout_address.html": {"desk", "here"}}


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


def test_an_address_is_worked_out_as_by_django() -> None:
    texts = (
        "{% url 'cart:show' %}",
        "{% url 'catalog:product' slug %}",
        "{% url 'catalog:product' slug=slug %}",
        "{% url name as here %}{{ here }}",
    )
    for text in texts:
        ours = Template(text)
        plain = Template(text, engine=PLAIN)
        for language in ("en", "zh-hans", "en"):
            with override(language):
                for slug, name in (("one", "cart:show"), ("<b>", "no:where")):
                    facts = Context({"slug": slug, "name": name})

                    assert ours.render(facts) == plain.render(facts)


def test_a_fixed_text_is_translated_as_by_django() -> None:
    texts = (
        "{% translate 'Cart' %}",
        "{% translate 'Total' %} & {% translate '100%% & <b>' %}",
        "{% translate 'Summary' context 'amount' %}",
        "{% translate 'Cart' as word %}{{ word }}",
        "{% translate word %}",
        "{% translate 'Cart'|upper %}",
    )
    for text in texts:
        ours, plain = Template(text), Template("{% load i18n %}" + text)
        for language in ("en", "zh-hans", "en"):
            with override(language):
                for word in ("Cart", "<b>"):
                    facts = Context({"word": word})

                    assert ours.render(facts) == plain.render(facts)


def test_what_is_kept_has_an_end(monkeypatch) -> None:
    monkeypatch.setattr("shop.templatetags.standing.MOST_KEPT", 2)
    template = Template("{% standing tab %}{{ tab }}{% endstanding %}")

    pages = [template.render(Context({"tab": tab})) for tab in range(5)]

    (part,) = template.nodelist.get_nodes_by_type(Standing)
    assert pages == ["0", "1", "2", "3", "4"]
    assert len(part.kept) <= 2


@pytest.mark.parametrize("path", USING, ids=lambda path: path.name)
def test_prints_nothing_that_it_does_not_name(path: Path) -> None:
    """The check-out's blank fields are the exception: it asks whether they are blank."""
    for part in _standing_parts(path):
        named = {str(one.var).partition("|")[0] for one in part.on}
        made = {
            node.asvar
            for node in part.nodelist.get_nodes_by_type(Node)
            if isinstance(node, URLNode | TranslateNode)
        }

        loops = part.nodelist.get_nodes_by_type(ForNode)
        made |= {name for loop in loops for name in loop.loopvars}
        known = named | made | {"True"} | ALLOWED.get(path.name, set())
        assert not {name for name in _asked(part) if not _is_known(name, known)}


def _standing_parts(path: Path) -> Iterator[Standing]:
    name = str(path).partition("templates/")[2]
    template = get_template(name).template  # type: ignore[attr-defined]
    for part in template.nodelist.get_nodes_by_type(Standing):
        assert isinstance(part, Standing)
        yield part


def _asked(part: Standing) -> set[str]:
    """The variables that are printed, handed on or decide inside."""
    printed = part.nodelist.get_nodes_by_type(VariableNode)
    expressions = [node.filter_expression for node in printed]
    expressions += [node.sequence for node in part.nodelist.get_nodes_by_type(ForNode)]
    for node in part.nodelist.get_nodes_by_type(IncludeNode):
        expressions += node.extra_context.values()
    for node in part.nodelist.get_nodes_by_type(IfNode):
        for condition, _nodelist in node.conditions_nodelists:
            expressions += _decisive(condition)
    return {".".join(one.var.lookups) for one in expressions if _is_name(one)}


def _decisive(condition: Any) -> Iterator[FilterExpression]:
    if value := getattr(condition, "value", None):
        yield value
    for part in ("first", "second"):
        if side := getattr(condition, part, None):
            yield from _decisive(side)


def _is_name(expression: FilterExpression) -> bool:
    return bool(getattr(expression.var, "lookups", None))


def _is_known(name: str, known: set[str]) -> bool:
    """`card.price` is known where `card` is."""
    return any(f"{name}.".startswith(f"{one}.") for one in known)
