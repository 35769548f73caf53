from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    care_return_delivery = fields.Selection(
        [("last", "The last delivery"), ("first", "The first delivery")],
        string="Return Visit Counts From",
        required=True,
        default="last",
        help="Where an order is delivered in several parts: from which of them the days to the"
        " return visit count. As long as parts are to come, the last one is not done.",
    )

    def write(self, vals):
        """Return visits follow a changed setting soon, not only at night."""
        if "care_return_delivery" in vals:
            self.env["care.occasion"]._plan_soon()
        return super().write(vals)
