"""The paper of an approved plan is kept as it was that day, for the information administrator."""

import base64
import logging

from odoo import api, fields, models

from ..customer.scheduled import commit_progress
from . import care_account_plan

_logger = logging.getLogger(__name__)
# A paper takes some seconds.
_AT_ONCE = 10


class CareAccountPlan(models.Model):
    _inherit = "care.account.plan"

    _CLOSED_FIELDS = care_account_plan.CareAccountPlan._CLOSED_FIELDS | {"paper", "is_paper_due"}

    paper = fields.Binary(
        "Archived Paper",
        readonly=True,
        copy=False,
        help="The plan as it was approved, without confidential parts, in the account manager's"
        " language.",
    )
    paper_name = fields.Char(compute="_compute_paper_name")
    is_paper_due = fields.Boolean("Paper To Archive", readonly=True, copy=False)

    _paper_due_idx = models.Index("(id) WHERE is_paper_due")

    @api.depends("year", "version", "partner_id")
    def _compute_paper_name(self):
        for plan in self:
            plan.paper_name = f"{plan._print_name()}.pdf"

    def _print_name(self):
        """What the file of a print is called."""
        self.ensure_one()
        return self.env._(
            "Account plan %(year)s version %(version)s - %(customer)s",
            year=self.year,
            version=self.version,
            customer=self.partner_id.name or "",
        )

    # === ACTIONS === #

    def action_approve(self):
        """The paper of what was approved is printed right after, so that nobody waits for it, and
        a printer that does not work keeps nobody from approving."""
        result = super().action_approve()
        # sudo - care.account.plan: nobody may ask for it by hand
        self.sudo().is_paper_due = True
        self.env.ref("customer_care.cron_account_plan_archive")._trigger()
        return result

    # === CRONS === #

    @api.model
    def _cron_archive_papers(self):
        """Print and keep the papers that are due; what can't be printed says so in its history."""
        # sudo - care.account.plan: the archive is everybody's
        due = self.sudo().search([("is_paper_due", "=", True)], limit=_AT_ONCE, order="id")
        for plan in due:
            if not plan.try_lock_for_update():
                continue  # another server prints it
            plan._archive_paper()
            plan.is_paper_due = False
            remaining = self.sudo().search_count([("is_paper_due", "=", True)])
            if not commit_progress(self.env, 1, remaining):
                return

    def _archive_paper(self):
        lang = self.user_id.lang
        plan = self.with_context(lang=lang).with_company(self.company_id)
        report = plan.env["ir.actions.report"].with_context(
            care_print_lang=lang, care_print_plain=True, force_report_rendering=True
        )
        try:
            with self.env.cr.savepoint():
                content, _kind = report._render_qweb_pdf(
                    "customer_care.report_account_plan", plan.ids
                )
        except Exception as error:  # whatever it is, it keeps no other paper from being printed
            _logger.exception("The paper of account plan %s could not be printed", plan.id)
            plan.message_post(
                body=plan.env._("The paper could not be archived: %(error)s", error=error),
                subtype_xmlid="mail.mt_note",
            )
        else:
            plan.paper = base64.b64encode(content)
