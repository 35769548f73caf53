from odoo import api, fields, models


class ResCompany(models.Model):
    """By when a value report is due, and which loss of purchases it names."""

    _inherit = "res.company"

    care_value_report_days = fields.Integer(
        "Value Report Due After (Days)",
        required=True,
        default=15,
        help="So many days after the begin of a quarter the report about the one before is to be"
        " released and sent.",
    )
    care_value_fall_percent = fields.Integer(
        "Named When Purchases Fall By (%)",
        required=True,
        default=30,
        help="A product category of which a customer buys so much less than in the year before is"
        " named in its value report.",
    )

    _care_value_report_rules = models.Constraint(
        "CHECK (care_value_report_days BETWEEN 0 AND 90"
        " AND care_value_fall_percent BETWEEN 1 AND 100)",
        "A value report is due after 0 to 90 days, and names losses of 1 to 100 percent.",
    )

    @api.ondelete(at_uninstall=False)
    def _unlink_value_reports(self):
        self.env["care.value.report"]._clear_for_deletion([("company_id", "in", self.ids)])
