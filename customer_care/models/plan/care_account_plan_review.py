"""An account plan is looked at every few months: are we on the way?"""

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

VERDICTS = [("on_track", "On track"), ("at_risk", "At risk"), ("off_track", "Off track")]


class CareAccountPlanReview(models.Model):
    """One look at an approved account plan: how it goes, in one word and in a few sentences. It is
    made by the dialog, and nobody changes it afterwards."""

    _name = "care.account.plan.review"
    _description = "Review of an Account Plan"
    _order = "date desc, id desc"
    _rec_name = "date"

    plan_id = fields.Many2one(
        "care.account.plan", required=True, index=True, ondelete="cascade", readonly=True
    )
    profile_id = fields.Many2one(related="plan_id.profile_id", store=True, index=True)
    company_id = fields.Many2one(related="plan_id.company_id", store=True, index=True)
    date = fields.Date("Reviewed On", required=True, readonly=True)
    user_id = fields.Many2one(
        "res.users",
        string="Reviewed By",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    verdict = fields.Selection(VERDICTS, required=True, readonly=True)
    note = fields.Text("What We Found", readonly=True)
    next_date = fields.Date("Review Again On", readonly=True)


class CareAccountPlan(models.Model):
    _inherit = "care.account.plan"

    review_ids = fields.One2many("care.account.plan.review", "plan_id", string="Reviews")
    last_verdict = fields.Selection(VERDICTS, compute="_compute_last_verdict", store=True)
    next_review_date = fields.Date(
        "Next Review",
        compute="_compute_next_review_date",
        store=True,
        help="Agreed at the last review, else the months after approval that your company set.",
    )

    _review_idx = models.Index("(company_id, next_review_date) WHERE state = 'approved'")

    # === COMPUTE METHODS === #

    @api.depends("review_ids.verdict")
    def _compute_last_verdict(self):
        for plan in self:
            plan.last_verdict = plan.review_ids.sorted(lambda one: (one.date, one.id))[-1:].verdict

    @api.depends(
        "state", "date_approved", "review_ids.next_date", "company_id.care_plan_review_months"
    )
    def _compute_next_review_date(self):
        for plan in self:
            months = plan.company_id.care_plan_review_months
            last = plan.review_ids.sorted(lambda one: (one.date, one.id))[-1:]
            begin = last.date or plan.date_approved
            if plan.state != "approved" or not months or not begin:
                plan.next_review_date = False
            else:
                plan.next_review_date = last.next_date or begin + relativedelta(months=months)

    # === ACTIONS === #

    @api.readonly
    def action_open_review(self):
        """Ask how the plan goes."""
        self.ensure_one()
        self.check_access("write")
        self._check_reviewable()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "customer_care.care_account_plan_assess_action"
        )
        return {**action, "context": {"default_plan_id": self.id}}

    # === BUSINESS METHODS === #

    def _check_reviewable(self):
        """:raise UserError: where the plan does not hold"""
        for plan in self:
            if plan.state != "approved":
                raise UserError(
                    self.env._(
                        "%s does not hold: only an approved plan is reviewed.", plan.display_name
                    )
                )

    def _suggested_review_date(self, today):
        """When to look at the plan again; False where the company does not ask for it."""
        # sudo - res.company: rules of the main company, whoever reads
        months = self.company_id.sudo().care_plan_review_months
        return bool(months) and today + relativedelta(months=months)

    def _review(self, verdict, note=False, next_date=False, today=None):
        """Take down a review.

        :param str verdict: a value of ``VERDICTS``
        :param next_date: the day to review it again
        :return: the review
        """
        self.ensure_one()
        self.check_access("write")
        self._check_reviewable()
        today = today or fields.Date.context_today(self)
        if next_date and next_date <= today:
            raise UserError(self.env._("The next review lies in the future."))
        # sudo - care.account.plan.review: they are made here alone, by who may write the plan
        review = self.review_ids.sudo().create(
            {
                "plan_id": self.id,
                "date": today,
                "user_id": self.env.uid,
                "verdict": verdict,
                "note": note,
                "next_date": next_date,
            }
        )
        self._forget_reminder()
        labels = dict(review._fields["verdict"]._description_selection(self.env))
        told = self.user_id
        if verdict != "on_track":
            told |= self.user_id._care_managers(self.company_id)
        self._tell(told, labels[verdict], note or labels[verdict])
        return review.sudo(False)
