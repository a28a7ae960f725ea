"""Every pair of colours in use is readable in both modes (WCAG AA), read from the real tokens."""

import re

import pytest
from django.conf import settings

TOKENS = (settings.BASE_DIR / "static/css/tokens.css").read_text()
TEXT, SHAPE = 4.5, 3.0
GROUNDS = ("bg", "surface", "surface-2")
PAIRS = [
    *((ink, ground, TEXT) for ink in ("ink", "ink-2", "ink-3") for ground in GROUNDS),
    *(("brand", ground, TEXT) for ground in (*GROUNDS, "brand-soft")),
    ("on-brand", "brand", TEXT),
    ("on-brand", "brand-press", TEXT),
    ("bg", "ink", TEXT),
    *(("link", ground, TEXT) for ground in ("bg", "surface")),
    *(("accent", ground, TEXT) for ground in ("bg", "surface", "accent-soft")),
    ("on-accent", "accent", TEXT),
    *(
        (kind, ground, TEXT)
        for kind in ("ok", "warn", "bad", "info")
        for ground in ("bg", "surface", f"{kind}-soft")
    ),
    *(("line-strong", ground, SHAPE) for ground in GROUNDS),
    *(("focus", ground, SHAPE) for ground in GROUNDS),
]


def colours(block: str) -> dict[str, str]:
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", block))


def modes() -> tuple[dict[str, str], dict[str, str]]:
    """The colours of light mode, and those that dark mode sets itself."""
    light, _, rest = TOKENS.partition("@media (prefers-color-scheme: dark)")
    return colours(light), colours(rest.partition(':root[data-theme="light"]')[0])


def luminance(colour: str) -> float:
    parts = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize(("ink", "ground", "least"), PAIRS)
def test_is_enough_for(mode: str, ink: str, ground: str, least: float) -> None:
    light, dark = modes()
    tokens = light | dark if mode == "dark" else light

    assert contrast(tokens[ink], tokens[ground]) >= least


def test_dark_mode_has_a_colour_of_its_own_for_every_role() -> None:
    light, dark = modes()

    assert set(light) - set(dark) == {"on-light-photo", "on-dark-photo"}


def test_white_on_yellow_would_be_found_out() -> None:
    assert contrast("#ffffff", "#ffff00") < SHAPE
