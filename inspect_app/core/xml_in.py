"""XML from outside: without entities, without a document type, no deeper and no larger than it need be."""

from typing import Final
from xml.etree.ElementTree import Element, ParseError, TreeBuilder

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import XMLParser

from inspect_app.core.errors import field_problem

MOST_BYTES: Final = 2 * 1024 * 1024
MOST_DEPTH: Final = 24
MOST_NODES: Final = 50_000


class _TooMuch(Exception):
    """Deeper, or of more elements, than anything that is expected."""


class _Bounded(TreeBuilder):
    """Builds a tree as long as it stays within its bounds."""

    def __init__(self) -> None:
        super().__init__()
        self._depth = self._nodes = 0

    def start(self, tag: str, attrs: dict[str, str], /) -> Element:
        """Begin an element."""
        self._depth, self._nodes = self._depth + 1, self._nodes + 1
        if self._depth > MOST_DEPTH or self._nodes > MOST_NODES:
            raise _TooMuch
        return super().start(tag, attrs)

    def end(self, tag: str, /) -> Element:
        """End an element."""
        self._depth -= 1
        return super().end(tag)


def read_xml(data: bytes, field: str) -> Element:
    """Return the root of an XML document, or refuse `field`."""
    if len(data) > MOST_BYTES:
        raise field_problem(field, "XML 过大，上限 2 MB", "the XML is too large; at most 2 MB")
    parser = XMLParser(target=_Bounded(), forbid_dtd=True)
    try:
        parser.feed(data)
        root: Element = parser.close()
    except _TooMuch as large:
        words = "XML 嵌套过深或元素过多", "the XML is nested too deeply or has too many elements"
        raise field_problem(field, *words) from large
    except DefusedXmlException as sly:
        raise field_problem(
            field, "XML 不得含文档类型或实体", "the XML must not have a document type or entities"
        ) from sly
    except (ParseError, ValueError, LookupError) as broken:  # an unknown encoding is a LookupError
        raise field_problem(field, "不是有效的 XML", "no sound XML") from broken
    return root
