from odoo import api, fields, models


class ResCompany(models.Model):
    """How customers' mail comes in."""

    _inherit = "res.company"

    care_alias_id = fields.Many2one(
        "mail.alias", string="Mail Address of Cases", copy=False, index=True, ondelete="set null"
    )
    care_alias_name = fields.Char(
        string="Mailbox of Cases",
        compute="_compute_care_alias_name",
        inverse="_inverse_care_alias_name",
        help="The part before the @. What customers write there becomes a case.",
    )
    care_mail_clock = fields.Boolean(
        string="Reply Clock on Customers' Mails",
        default=True,
        help="A mail that a customer writes on an order, an opportunity or its own page is promised"
        " a reply by its account manager, as a case is.",
    )
    care_answer_limit = fields.Integer(
        string="Automatic Answers to One Address",
        required=True,
        default=5,
        help="Who sent more new mails than that within two hours gets no automatic answer: two"
        " machines may be talking to each other. 0: no limit.",
    )
    care_case_limit = fields.Integer(
        string="Cases of One Address",
        required=True,
        default=20,
        help="Who sent more new mails than that within two hours makes no more cases: they wait"
        " under Mail to Sort. 0: no limit.",
    )

    _care_limits = models.Constraint(
        "CHECK (care_answer_limit >= 0 AND care_case_limit >= 0)",
        "Limits can't be negative.",
    )

    @api.depends("care_alias_id.alias_name")
    def _compute_care_alias_name(self):
        for company in self:
            # sudo - mail.alias: whoever reads the settings may know the address
            company.care_alias_name = company.care_alias_id.sudo().alias_name

    def _inverse_care_alias_name(self):
        """Make the alias, rename it, or take it away."""
        # sudo - mail.alias: whoever writes the company's settings says where mail goes
        Alias = self.env["mail.alias"].sudo()
        for company in self:
            name = company.care_alias_name
            alias = company.care_alias_id.sudo()
            if alias and name:
                alias.alias_name = name
            elif alias:
                alias.unlink()
            elif name:
                company.care_alias_id = Alias.create(company._care_alias_values(name))

    def _care_alias_values(self, name):
        self.ensure_one()
        return {
            "alias_name": name,
            "alias_domain_id": self.alias_domain_id.id,
            "alias_model_id": self.env["ir.model"]._get_id("care.case"),
            "alias_defaults": repr({"company_id": self.id}),
            "alias_contact": "everyone",
        }
