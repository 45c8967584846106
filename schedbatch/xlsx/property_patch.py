"""Document properties that people set, put into a package.

Source: ECMA-376 Part 1, 22.3 (custom properties).
"""

from schedbatch.xlsx.book_patch import ContentTypesPatch, RelationsPatch
from schedbatch.xlsx.namespaces import OFFICE, RELATIONS, STRICT_OFFICE, STRICT_RELATIONS
from schedbatch.xlsx.package_patch import PackagePatch
from schedbatch.xlsx.shown import cell_text
from schedbatch.xlsx.spans import quoted_text, string_text

_PART = "docProps/custom.xml"
_TYPE = "application/vnd.openxmlformats-officedocument.custom-properties+xml"
_FORMAT = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"
"""What all properties have that people set."""
_MAX_LENGTH = 255


def drop_property(package: PackagePatch, name: str) -> None:
    """Remove the property ``name``, if there is one; others stay. Raises UnpatchablePart."""
    root = RelationsPatch(package, "")
    found = root.first("custom-properties") or root.first("customProperties")
    if found and package.has(found.part):
        document = package.document(found.part)
        own = [node for node in document.root.every("property") if node.attributes.get("name") == name]
        package.put_text(found.part, document.edited(*((node.start, node.end, b"") for node in own)))


def put_property(package: PackagePatch, types: ContentTypesPatch, name: str, text: str, *, is_strict: bool) -> None:
    """Set the property ``name`` to ``text``; others stay. Raises UnpatchablePart."""
    root = RelationsPatch(package, "")
    found = root.first("custom-properties") or root.first("customProperties")
    part = found.part if found else _PART
    if found is None:
        kind = f"{STRICT_RELATIONS}/customProperties" if is_strict else f"{RELATIONS}/custom-properties"
        namespace = (STRICT_OFFICE if is_strict else OFFICE) + ("customProperties" if is_strict else "custom-properties")
        package.put_text(
            part,
            f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<Properties xmlns="{namespace}"></Properties>'.encode(),
        )
        root.add(root.free_id(), kind, part)
        types.say(part, _TYPE)
    document = package.document(part)
    properties = list(document.root.every("property"))
    number = max((int(element.attributes.get("pid", "1")) for element in properties), default=1) + 1
    own = next((element for element in properties if element.attributes.get("name") == name), None)
    if own:
        number = int(own.attributes.get("pid", number))
    variants = (STRICT_OFFICE if is_strict else OFFICE) + "docPropsVTypes"
    tag = f"{document.prefix}property"
    markup = f'<{tag} fmtid="{_FORMAT}" pid="{number}" name="'.encode() + quoted_text(name)
    markup += f'"><vt:lpwstr xmlns:vt="{variants}">'.encode() + string_text(cell_text(text, _MAX_LENGTH))
    markup += f"</vt:lpwstr></{tag}>".encode()
    edit = (own.start, own.end, markup) if own else document.appended(document.root, markup)
    package.put_text(part, document.edited(edit))
