"""A plan that nobody looks after any more is shown as that, and why."""

import zoneinfo
from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import format_date

_OPEN = ("draft", "submitted", "approved")


class CareAccountPlan(models.Model):
    _inherit = "care.account.plan"

    is_stale = fields.Boolean("Stale", compute="_compute_stale", search="_search_is_stale")
    stale_reason = fields.Char("Why It Is Stale", compute="_compute_stale")

    # === COMPUTE METHODS === #

    @api.depends(
        *("state", "year", "company_id", "next_review_date"),
        *("contact_plan_ids.state", "contact_plan_ids.date_planned"),
        *("action_ids.state", "action_ids.date_planned"),
    )
    @api.depends_context("lang")
    def _compute_stale(self):
        self.is_stale = self.stale_reason = False
        # sudo - res.company: rules of main companies, whoever reads
        for company, plans in self.sudo().grouped("company_id").items():
            today = company._care_today() if company else fields.Date.context_today(self)
            late = plans._late_lines(company, today)
            for plan in plans:
                reasons = plan._stale_reasons(today, late.get(plan.id))
                plan.is_stale = bool(reasons)
                plan.stale_reason = " ".join(reasons)

    def _search_is_stale(self, operator, value):
        if operator != "in":
            return NotImplemented
        # sudo - res.company, care.account.plan: rules of main companies, whoever searches; the
        # record rules are applied to what is found
        roots = self.env["res.company"].sudo().search([("parent_id", "=", False)])
        return Domain.OR(self.sudo()._stale_domain(root, root._care_today()) for root in roots)

    # === WHAT STALE IS === #

    @api.model
    def _stale_domain(self, company, today):
        """The stale plans of a main company; ``_stale_reasons`` says the same of one plan."""
        domain = (
            Domain("state", "=", "approved") & Domain("next_review_date", "<", today)
            | Domain("state", "in", _OPEN) & Domain("year", "<", today.year)
            | Domain("id", "in", list(self._late_lines(company, today)))
        )
        if days := company.care_plan_draft_days:
            limit = today - timedelta(days=days)
            domain |= (
                Domain("state", "in", ("draft", "submitted"))
                & Domain("year", "<=", (limit - timedelta(days=1)).year)
                & Domain("create_date", "<", company._care_midnight(limit))
            )
        return Domain("company_id", "=", company.id) & domain

    def _stale_reasons(self, today, late):
        """Why the plan is stale, a sentence each.

        :param late: how many of its contacts and actions are overdue and how many there are, where
            these are more than half of them
        """
        self.ensure_one()
        reasons = []
        if self.state in _OPEN and self.year < today.year:
            reasons.append(self.env._("Its year is over, and it is not closed."))
        elif days := self._drafted_too_long(today):
            reasons.append(self.env._("It is not approved after %s days.", days))
        review = self.state == "approved" and self.next_review_date
        if review and review < today:
            reasons.append(self.env._("Its review was due on %s.", format_date(self.env, review)))
        if late:
            reasons.append(
                self.env._(
                    "%(late)s of %(all)s contacts and actions are overdue.",
                    late=late[0],
                    all=late[1],
                )
            )
        return reasons

    def _drafted_too_long(self, today):
        """For how many days somebody has been writing it, its year begun; 0 where that is fine."""
        allowed = self.company_id.care_plan_draft_days
        if self.state not in ("draft", "submitted") or not allowed or not self.create_date:
            return 0
        zone = self.company_id._care_zone()
        begun = self.create_date.replace(tzinfo=zoneinfo.ZoneInfo("UTC")).astimezone(zone).date()
        days = (today - max(begun, today.replace(year=self.year, month=1, day=1))).days
        return days if days > allowed else 0

    def _late_lines(self, company, today):
        """Approved plans of a company of whose contacts and actions more than half are overdue:
        ``{plan id: (how many are overdue, how many there are)}``.

        :param self: only these plans; all of the company when empty
        """
        lines = Domain("account_plan_id.state", "=", "approved") & Domain(
            "state", "!=", "cancelled"
        )
        if self:
            lines &= Domain("account_plan_id", "in", self.ids)
        else:
            lines &= Domain("account_plan_id.company_id", "=", company.id)
        overdue = Domain("state", "=", "planned") & Domain("date_planned", "<", today)
        # sudo - care.touchpoint: numbers alone
        Touchpoint = self.env["care.touchpoint"].sudo()
        late = dict(Touchpoint._read_group(lines & overdue, ["account_plan_id"], ["__count"]))
        if not late:
            return {}
        everything = dict(Touchpoint._read_group(lines, ["account_plan_id"], ["__count"]))
        return {
            plan.id: (count, everything[plan])
            for plan, count in late.items()
            if 2 * count > everything[plan]
        }
