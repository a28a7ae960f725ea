"""A product's HTML becomes plain paragraphs: whatever it carried beside is gone."""

import re
from html import unescape

import nh3

BLOCKS = {"p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "li", "tr", "blockquote"}
END_OF_BLOCK = re.compile(rf"</?(?:{'|'.join(sorted(BLOCKS))}|ul|ol|table)>")


def paragraphs(html: str) -> str:
    """Text with a blank line between paragraphs and “• ” before list items."""
    clean = nh3.clean(html, tags=BLOCKS | {"br", "ul", "ol", "table"}, attributes={})
    clean = re.sub(r"\s+", " ", clean)
    clean = re.sub(r"\s*<br>\s*", "\n", clean).replace("<li>", "\n\n• ")
    parts = unescape(END_OF_BLOCK.sub("\n\n", clean)).split("\n\n")
    lines = ("\n".join(line.strip() for line in part.split("\n")) for part in parts)
    return "\n\n".join(filter(None, (part.strip() for part in lines)))
