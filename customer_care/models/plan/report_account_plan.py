"""What the prints of account plans are given: the plans in the print's language, and from their
dossiers what the reader may open."""

from odoo import api, models


class ReportAccountPlan(models.AbstractModel):
    """The account plan on paper, in the language of the context; ``care_print_plain`` in it leaves
    confidential parts out."""

    _name = "report.customer_care.report_account_plan"
    _description = "Print of an Account Plan"

    @api.model
    def _get_report_values(self, docids, data=None):
        plans = self._plans(docids)
        return {
            "doc_ids": docids,
            "doc_model": plans._name,
            "docs": plans,
            "papers": {plan.id: plan._paper(self._dossiers(plan)) for plan in plans},
        }

    @api.model
    def _plans(self, docids):
        plans = self.env["care.account.plan"].browse(docids)
        plans.check_access("read")
        return plans

    def _dossiers(self, plan):
        """What the reader may be told, which the log of dossiers knows from now on."""
        if self.env.context.get("care_print_plain"):
            return None
        contacts = plan._paper_people().contact_id
        return plan.env["care.dossier"]._print_of(contacts, plan.company_id, plan.display_name)


class ReportAccountPlanSummary(models.AbstractModel):
    """The one page of an account plan."""

    _name = "report.customer_care.report_account_plan_summary"
    _description = "Summary of an Account Plan"
    _inherit = "report.customer_care.report_account_plan"

    @api.model
    def _get_report_values(self, docids, data=None):
        plans = self._plans(docids)
        return {
            "doc_ids": docids,
            "doc_model": plans._name,
            "docs": plans,
            "papers": {plan.id: plan._summary_paper() for plan in plans},
        }
