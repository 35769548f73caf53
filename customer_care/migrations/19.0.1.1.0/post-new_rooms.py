"""What a new database gets from data files that an update does not read again."""

from lxml import etree

from odoo import SUPERUSER_ID, api
from odoo.tools import file_path

from odoo.addons.customer_care.hooks import install_glue, post_init_hook

# New columns of the lines of cadence.
_NEW_IN_CADENCE = ("care_kind", "completion_standard")


def migrate(cr, version):
    """Fill what is empty, then count and plan by the new rules soon."""
    env = api.Environment(cr, SUPERUSER_ID, {})
    fill_strategy(env)
    fill_cadence(env)
    install_glue(env)
    post_init_hook(env)


def fill_strategy(env):
    """The grades that came with the application begin with the advised strategy; what a company
    has written stays."""
    for code in "abc":
        if grade := env.ref(f"customer_care.care_grade_{code}", raise_if_not_found=False):
            grade._load_strategy()


def fill_cadence(env):
    """The lines that came with the application say what kind of care they are, which nobody could
    choose before, and when they are done well."""
    data = etree.parse(file_path("customer_care/data/care_grade_cadence.xml"))
    for record in data.iterfind("record"):
        line = env.ref(f"customer_care.{record.get('id')}", raise_if_not_found=False)
        shipped = {field.get("name"): field.text for field in record.iterfind("field")}
        values = {name: shipped[name] for name in _NEW_IN_CADENCE if name in shipped}
        if line and line.completion_standard:
            del values["completion_standard"]
        if line:
            line.write(values)
