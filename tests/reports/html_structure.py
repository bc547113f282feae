"""Reads an HTML page and says whether it is well-formed and loads nothing."""

from __future__ import annotations

from html.parser import HTMLParser

#: The elements of pages here that have no end tag.
VOID = {"meta", "input", "br"}
#: All elements and attributes that pages have, with blanks around each. None of them makes a browser load or run something.
ELEMENTS = (
    " html head meta title style body script header main footer h1 h2 h3 p ul li b i a br div span section article details"
    " summary pre code mark table thead tbody tr th td form label input select option button output svg g rect path text "
)
ATTRIBUTES = (
    " lang charset http-equiv content name class id href hidden type value checked autocomplete placeholder aria-label"
    " aria-live tabindex role open scope xmlns width height viewbox transform x y rx d "
)


class Page(HTMLParser):
    """A page: its elements with their attributes, all text outside of the script and the styles, and what is wrong with it."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.open: list[str] = []
        self.wrong: list[str] = []
        self.words: list[str] = []
        self.inline: dict[str, str] = {}
        self.feed(text)
        self.close()
        self.wrong += [f"{name} is not closed" for name in self.open]

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.handle_startendtag(tag, attributes)
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attributes}
        if len(found) < len(attributes):
            self.wrong.append(f"{tag} repeats an attribute")
        self.elements.append((tag, found))
        if f" {tag} " not in ELEMENTS:
            self.wrong.append(f"the element {tag}")
        for name, value in found.items():
            if not (f" {name} " in ATTRIBUTES or name.startswith("data-")):
                self.wrong.append(f"the attribute {name} of {tag}")
            if name == "href" and not value.startswith(("#", "https://docs.example/")):
                self.wrong.append(f"a link to {value}")

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.wrong.append(f"</{tag}> closes another element")

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] in ("script", "style"):
            self.inline[self.open[-1]] = data
        else:
            self.words.append(data)

    def handle_comment(self, data: str) -> None:
        self.wrong.append("a comment")

    def having(self, name: str) -> list[str]:
        """The values of an attribute, wherever it occurs."""
        return [attributes[name] for _, attributes in self.elements if name in attributes]

    @property
    def text(self) -> str:
        """The text that a reader sees, with single blanks."""
        return " ".join(" ".join(self.words).split())
