from odoo import api, fields, models


class ResCompany(models.Model):
    """A main company's rules for customer files: their code, and how often they are verified."""

    _inherit = "res.company"

    care_code_pattern = fields.Char(
        string="Customer Code",
        help="For example {industry}-{region}-{year}-{seq:4}. Empty: no codes are given.",
    )
    care_code_from_reference = fields.Boolean(
        string="Use the Contact's Reference",
        help="A contact's reference becomes its code where it has one that nobody else has.",
    )
    care_verify_months = fields.Integer(
        string="Verify Files Every (Months)",
        required=True,
        default=3,
        help="Rounds of verification begin on the first of these months. 0: no rounds.",
    )
    care_verify_old_days = fields.Integer(
        string="Stale After (Days)",
        required=True,
        default=365,
        help="A file that nobody has confirmed for so long is stale, even if nothing changed.",
    )
    care_improve_days = fields.Integer(
        string="Time to Improve a File (Days)",
        required=True,
        default=30,
        help="By when a suggestion of an improvement report is to be carried out.",
    )

    _care_file_positive = models.Constraint(
        "CHECK (care_verify_months IN (0, 1, 2, 3, 4, 6, 12) AND care_verify_old_days > 0"
        " AND care_improve_days > 0)",
        "Files are verified every 1, 2, 3, 4, 6 or 12 months, or never (0); days are at least one.",
    )

    @api.constrains("care_code_pattern")
    def _check_care_code_pattern(self):
        """A bad pattern is refused, and a good one gets its counter: here, where the company's row
        is locked, no two servers make two of them."""
        for company in self.filtered("care_code_pattern"):
            self.env["care.profile"]._code_pieces(company.care_code_pattern)
            company.root_id._care_code_sequence()

    def _care_code_sequence(self):
        """The counter of the company's customer codes. PostgreSQL counts: nobody waits for anybody,
        and no number comes twice."""
        self.ensure_one()
        # sudo - ir.sequence: who gives a code may not configure numbers
        Sequence = self.env["ir.sequence"].sudo()
        domain = [("code", "=", "care.customer.code"), ("company_id", "=", self.id)]
        return Sequence.search(domain, limit=1) or Sequence.create(
            {
                "name": self.env._("Customer codes of %(company)s", company=self.name),
                "code": "care.customer.code",
                "company_id": self.id,
                "implementation": "standard",
            }
        )

    def _care_verify_period(self, day):
        """The first day of the round of verification with ``day`` in it; False without rounds."""
        months = self.care_verify_months
        return months and day.replace(day=1, month=(day.month - 1) // months * months + 1)
