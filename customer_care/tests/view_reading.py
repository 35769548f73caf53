"""What the web client asks the server for when it opens a view."""

from lxml import etree

_TO_MANY = ("one2many", "many2many")


def specification_of(model, kind, view=False):
    """The specification with which the client reads the records of a view.

    :param model: an empty recordset of the model, with the reader's rights
    :param str kind: list or form
    :param view: its record; False for the one that the client takes by itself
    :return: as ``web_read`` takes it
    """
    views = model.get_views([(view and view.id, kind)])
    arch = etree.fromstring(views["views"][kind]["arch"])
    return _of_node(arch, model._name, views["models"])


def _of_node(node, model, models):
    fields = models[model]["fields"]
    depth = node.xpath("count(ancestor-or-self::field)")
    specification = {}
    for child in node.xpath(f".//field[count(ancestor::field) = {depth}]"):
        field = fields[child.get("name")]
        specification.setdefault(child.get("name"), {}).update(_of_field(child, field, models))
    return specification


def _of_field(node, field, models):
    if field["type"] == "many2one":
        return {"fields": {"display_name": {}}}
    if field["type"] not in _TO_MANY:
        return {}
    # a list or cards within, else tags with their names
    rows = [child for child in node if child.tag in ("list", "kanban")]
    if not rows:
        return {"fields": {"display_name": {}}}
    return {"fields": _of_node(node, field["relation"], models), "limit": 40}
