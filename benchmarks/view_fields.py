"""What Odoo's web client asks the server for, read from the views as it reads them."""

import ast

from lxml import etree

_ALWAYS = ("True", "1")
# Fields of many records that show tags or faces, and no list of their own.
_TAGS = ("many2many_tags", "many2many_avatar_user", "many2many_tags_avatar", "many2many_checkboxes")
_ROWS = 40  # that many lines of a list in a form are read at once


def specification(view, model, fields_of):
    """The fields of a view as ``web_read`` takes them.

    :param view: the view's XML element
    :param fields_of: by model, the descriptions of its fields, as ``get_views`` gives them
    """
    spec, hidden = {}, set()
    for node in _own_fields(view):
        name = node.get("name")
        if name not in fields_of[model]:
            continue
        asked = _asked(node, fields_of[model][name], fields_of)
        if _is_hidden(node):
            hidden.add(name) if name not in spec else None
            spec.setdefault(name, {"fields": {}} if "fields" in asked else {})
        elif name not in spec or name in hidden:
            hidden.discard(name)
            spec[name] = asked
    return spec


def _own_fields(element):
    """The fields of a view, not those of the views that stand within its fields."""
    for child in element:
        if not isinstance(child.tag, str):
            continue
        if child.tag == "field":
            yield child
        elif child.tag != "groupby":
            yield from _own_fields(child)


def _is_hidden(node):
    return node.get("invisible") in _ALWAYS or node.get("column_invisible") in _ALWAYS


def _asked(node, field, fields_of):
    """What is asked for one field."""
    if field["type"] in ("many2one", "reference"):
        return {"fields": {"display_name": {}}, "context": _context(node)}
    if field["type"] not in ("one2many", "many2many"):
        return {}
    views = {child.tag: child for child in node if child.tag in ("list", "kanban", "form")}
    rows = next((views[kind] for kind in ("list", "kanban") if kind in views), None)
    if rows is not None:
        asked = {}
        for view in (views.get("form"), rows):
            if view is not None:
                asked.update(specification(view, field["relation"], fields_of))
        limit = int(rows.get("limit", _ROWS))
        return {"fields": asked, "context": _context(node), "limit": limit}
    if node.get("widget") in _TAGS:
        asked = {"display_name": {}}
        if "color_field" in (node.get("options") or ""):
            asked["color"] = {}
        return {"fields": asked, "context": _context(node)}
    return {}


def _context(node):
    """The context of a field, as far as it depends on nothing."""
    try:
        return ast.literal_eval(node.get("context") or "{}")
    except ValueError:
        return {}


def parse(arch):
    """The XML element of a view that ``get_views`` gave."""
    return etree.fromstring(arch)
