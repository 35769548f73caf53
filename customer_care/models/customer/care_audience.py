import ast

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import SQL


class CareAudience(models.AbstractModel):
    """Which customers something is meant for. What is filled in has to hold together; nothing
    filled in means every customer. Managers write it on the record that has the audience."""

    _name = "care.audience"
    _description = "Audience"

    # Restricted: an audience must not grow to everybody because what limits it is deleted.
    grade_ids = fields.Many2many(
        "care.grade", string="Grades", ondelete="restrict", help="Customers of these grades."
    )
    category_ids = fields.Many2many(
        "res.partner.category",
        string="Tags",
        ondelete="restrict",
        help="Customers with one of these tags or of those below them.",
    )
    industry_ids = fields.Many2many(
        "res.partner.industry", string="Industries", ondelete="restrict"
    )
    country_ids = fields.Many2many("res.country", string="Countries", ondelete="restrict")
    partner_domain = fields.Char(
        string="Further Conditions", help="What else has to hold for the customer's contact."
    )

    # === CONSTRAINT METHODS === #

    @api.constrains("partner_domain")
    def _check_partner_domain(self):
        """Under the rights of who writes it: the engine reads with all rights, and nobody is to
        ask it for what she may not read."""
        Partner = self.env["res.partner"].sudo(False)  # constraints run with all rights
        for audience in self.filtered("partner_domain"):
            try:
                Partner._search(audience._domain_by_hand())
            except (ValueError, SyntaxError, TypeError):
                raise ValidationError(
                    self.env._(
                        "The conditions of %(name)s can't be read. Choose them anew.",
                        name=audience.display_name,
                    )
                )

    # === BUSINESS METHODS === #

    def _sql_audience(self, alias, company):
        """Whether the file (``care.profile``) at ``alias`` is in the audience, as SQL.

        :param str alias: of the file
        :param company: the root company of the files
        """
        self.ensure_one()
        audience = self.with_context(active_test=False)  # an archived grade or tag limits it too
        conditions = []
        if audience.grade_ids:
            grade = SQL.identifier(alias, "grade_id")
            conditions.append(SQL("%s = ANY(%s)", grade, audience.grade_ids.ids))
        domain = audience._audience_domain()
        if not domain.is_true():
            # sudo - res.partner: the audience is the same whoever asks
            Partner = self.env["res.partner"].sudo().with_company(company)
            query = Partner.with_context(active_test=False)._search(domain)
            partner = SQL.identifier(alias, "partner_id")
            conditions.append(SQL("%s IN %s", partner, query.subselect()))
        return SQL(" AND ").join(conditions) if conditions else SQL("TRUE")

    def _audience_domain(self):
        """What has to hold for the customer itself. Rooms that add conditions extend it."""
        domain = self._domain_by_hand()
        if self.category_ids:
            domain &= Domain("category_id", "child_of", self.category_ids.ids)
        if self.industry_ids:
            domain &= Domain("industry_id", "in", self.industry_ids.ids)
        if self.country_ids:
            domain &= Domain("country_id", "in", self.country_ids.ids)
        return domain

    def _domain_by_hand(self):
        return Domain(ast.literal_eval(self.partner_domain or "[]"))
