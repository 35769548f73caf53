from odoo import fields, models


class CareAccountPlanPrint(models.TransientModel):
    """The question in which language an account plan is printed, how much of it, and whether with
    what is confidential."""

    _name = "care.account.plan.print"
    _description = "Print Account Plan"

    plan_id = fields.Many2one(
        "care.account.plan", required=True, readonly=True, index=True, ondelete="cascade"
    )
    paper = fields.Selection(
        [("plan", "The whole plan"), ("summary", "One page")],
        string="What To Print",
        required=True,
        default="plan",
    )
    lang = fields.Selection(
        selection=lambda self: self.env["res.lang"].get_installed(),
        string="Language",
        required=True,
        default=lambda self: self.env.lang or "en_US",
    )
    is_confidential = fields.Boolean(
        "Confidential Details",
        help="Print the personal details of key persons whose dossier you may open. The log writes"
        " down that you printed them.",
    )

    def action_print(self):
        """The paper as a PDF."""
        self.ensure_one()
        name = "_summary" if self.paper == "summary" else ""
        report = self.env.ref(f"customer_care.report_account_plan{name}_action")
        report = report.with_context(
            care_print_lang=self.lang, care_print_plain=not self.is_confidential
        )
        return {**report.report_action(self.plan_id), "close_on_report_download": True}
