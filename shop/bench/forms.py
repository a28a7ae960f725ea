"""The forms of a page as a browser would send them."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

Fields = dict[str, list[str]]
UNSENT = {"submit", "button", "image", "reset", "file"}


@dataclass(kw_only=True)
class Form:
    action: str
    fields: Fields = field(default_factory=dict)


class FormReader(HTMLParser):
    """The forms of a page with what they would send, nothing touched."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.by_id: dict[str, Form] = {}
        self._select = ""
        self._area: Form | None = None
        self._area_name = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        has = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append(Form(action=has.get("action", "")))
            self.by_id[has.get("id", "")] = self.forms[-1]
        elif tag == "input" and self._is_sent(has):
            self._add(has, has.get("value", "on" if "checked" in has else ""))
        elif tag == "textarea":
            self._area = self._add(has, "")
            self._area_name = has.get("name", "")
        elif tag == "select":
            self._select = has.get("name", "")
            self._options: list[str] = []
        elif tag == "option" and self._select:
            value = has.get("value", "")
            if "selected" in has or not self._options:
                self._options = [value]

    def handle_data(self, data: str) -> None:
        if self._area:
            sent = self._area.fields[self._area_name]
            # A browser drops the line break that follows the tag.
            sent[-1] += data if sent[-1] else data.removeprefix("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._area = None
        if tag == "select" and self._select and self.forms:
            self.forms[-1].fields[self._select] = self._options
            self._select = ""

    def _is_sent(self, has: dict[str, str]) -> bool:
        kind = has.get("type", "text")
        if kind in UNSENT or "disabled" in has:
            return False
        return kind not in ("radio", "checkbox") or "checked" in has

    def _add(self, has: dict[str, str], value: str) -> Form | None:
        form = self.by_id.get(has["form"]) if "form" in has else None
        form = form or (self.forms[-1] if self.forms else None)
        if not form or not has.get("name"):
            return None
        form.fields.setdefault(has["name"], []).append(value)
        return form
