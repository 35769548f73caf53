"""Which customers an engine looks at."""

import datetime
from dataclasses import dataclass

from odoo import models
from odoo.tools import SQL


@dataclass(frozen=True)
class RefreshScope:
    """Which customers of which root company a refresh looks at, and on which day.

    ``partner_ids`` None means all of them. ``company`` is a root company; the documents of its
    branches (``branch_ids``, itself among them) count for it.
    """

    company: models.Model
    today: datetime.date
    branch_ids: tuple[int, ...]
    partner_ids: tuple[int, ...] | None = None

    @classmethod
    def of(cls, company, today=None, partners=None):
        """The scope of a company (its root) on a day (its present one when None) for all customers
        or those of ``partners``."""
        # sudo - res.company, res.partner: the engine counts for everybody, also the documents of
        # branches that nobody is logged in to
        root = company.sudo().with_context(active_test=False).root_id
        branches = root.search([("id", "child_of", root.id)])
        partner_ids = None
        if partners is not None:
            partners = partners.sudo().with_context(active_test=False).exists()
            partner_ids = tuple((partners | partners.commercial_partner_id).ids)
        return cls(root, today or root._care_today(), tuple(branches.ids), partner_ids)

    def covers(self, company_column, partner_column):
        """The rows of this scope, as an SQL condition over a company and a customer column."""
        condition = SQL("%s = %s", company_column, self.company.id)
        if self.partner_ids is None:
            return condition
        return SQL("%s AND %s", condition, self.covers_partner(partner_column))

    def covers_partner(self, partner_column):
        """The customers of this scope, as an SQL condition over a customer column."""
        if self.partner_ids is None:
            return SQL("TRUE")
        return SQL("%s = ANY(%s)", partner_column, list(self.partner_ids))

    def rows_of_partners(self, table, alias, link, condition):
        """Rows of a table, with the partner ``m`` of this scope to whom each belongs: SQL that
        follows FROM and ends with conditions.

        All rows are gone through once. Those of some partners are looked up by an index, partner
        by partner: left the choice, the planner went through all rows for each thousand.

        :param SQL link: what ties a row to its partner; it has an index
        :param SQL condition: which rows count
        """
        rows = SQL("%s %s", SQL.identifier(table), SQL.identifier(alias))
        if self.partner_ids is None:
            return SQL("%s JOIN res_partner m ON %s WHERE (%s)", rows, link, condition)
        return SQL(
            "res_partner m CROSS JOIN LATERAL (SELECT * FROM %s WHERE %s AND (%s) OFFSET 0) %s"
            " WHERE %s",
            rows,
            link,
            condition,
            SQL.identifier(alias),
            self.covers_partner(SQL("m.commercial_partner_id")),
        )

    def documents(self, table, condition):
        """Documents ``o`` of this scope's customers. See ``rows_of_partners``."""
        return self.rows_of_partners(table, "o", SQL("o.partner_id = m.id"), condition)
