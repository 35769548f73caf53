"""The same Odoo applications without the addon, and the same generated business in them."""

from contextlib import contextmanager

import generator

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.tools import config

from launcher.cache import SAMPLE
from launcher.databases import Databases
from launcher.postgres import Server

# The generator fills these columns of ours, too. They are there while it does.
_COLUMNS = {
    "res_partner": {
        "care_birthday": "date",
        "care_lunar_month": "int4",
        "care_lunar_day": "int4",
    },
    "mail_message": {"care_is_automatic": "bool"},
}


@contextmanager
def plain_environment():
    """Give the block Odoo's environment in a database that never had the addon; it is dropped
    afterwards."""
    names = ("db_host", "db_port", "db_user", "db_password")
    databases = Databases(Server(*(config[name] for name in names)))
    template = databases.facts(SAMPLE)["template"]
    with databases.throwaway(template, "plain") as name:
        with Registry(name).cursor() as cr:
            yield api.Environment(cr, SUPERUSER_ID, {})
        Registry.delete(name)


def trading_company(env, customers):
    """The generated company, not filled yet, in a database with or without the addon."""
    if "care.profile" in env:
        return generator.TradingCompany(env, customers)
    return generator.TradingCompany(env, customers, groups=generator.SELLER_GROUPS[1:])


@contextmanager
def our_columns(env):
    """Lend a database without the addon the columns of ours that the generator fills."""
    missing = [
        (table, name, kind)
        for table, columns in _COLUMNS.items()
        for name, kind in columns.items()
        if "care.profile" not in env
    ]
    for table, name, kind in missing:
        env.cr.execute(f"ALTER TABLE {table} ADD COLUMN {name} {kind}")
    yield
    for table, name, _kind in missing:
        env.cr.execute(f"ALTER TABLE {table} DROP COLUMN {name}")
