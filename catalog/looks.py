"""What tells a variant from others of its product.  Pure."""

from dataclasses import dataclass, field


@dataclass(frozen=True, kw_only=True)
class Look:
    """Words, `{"Colour": "Oat"}`, and a picture: a stored file's name, "" for none."""

    options: dict[str, str] = field(default_factory=dict)
    image: str = ""
    alt: str = ""
