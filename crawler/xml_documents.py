"""XML from strangers: read as far as it goes, no entity is expanded and nothing is fetched for it."""

from lxml import etree


def parse_xml(text: str) -> etree._Element | None:
    """The root of a document whose charset has been seen to; None when nothing of it can be read."""
    parser = etree.XMLParser(
        recover=True, encoding="utf-8", resolve_entities=False, no_network=True, remove_comments=True
    )
    try:
        return etree.fromstring(text.lstrip("\ufeff \r\n\t").encode("utf-8", "replace"), parser)
    except (etree.XMLSyntaxError, ValueError):
        return None


def local_name(element: etree._Element | None) -> str:
    """An element's name without its namespace; "" for None and for what is no element."""
    tag = None if element is None else element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def said_in(element: etree._Element, name: str) -> str:
    """The text of the first child of that name, in whatever namespace; "" without one."""
    return (element.findtext(f"{{*}}{name}") or "").strip()
