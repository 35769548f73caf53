"""Contracts end by themselves, and nobody forgets to renew them."""

import logging

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import format_date

from ...const import GROUP_USER
from .scheduled import CONFLICTS, commit_progress, work_off

_logger = logging.getLogger(__name__)

_BATCH = 200


class CareContract(models.Model):
    _inherit = "care.contract"

    date_reminded = fields.Date(
        readonly=True, copy=False, help="The day on which the responsible got the activity."
    )
    reminder_id = fields.Many2one(
        "mail.activity", readonly=True, copy=False, index="btree_not_null", ondelete="set null"
    )
    is_ending = fields.Boolean(
        "Ending Soon",
        compute="_compute_is_ending",
        search="_search_is_ending",
        help="Runs, and ends within the days of the reminder that your company set.",
    )

    # === COMPUTE METHODS === #

    @api.depends("state", "date_end", "company_id")
    def _compute_is_ending(self):
        for contract in self:
            contract.is_ending = (
                contract.state == "running"
                and contract._reminder_date() <= fields.Date.context_today(self)
            )

    def _search_is_ending(self, operator, value):
        if operator != "in":
            return NotImplemented
        return self._ending_domain(fields.Date.context_today(self))

    def _reminder_date(self):
        """The day from which the responsible is reminded."""
        # sudo - res.company: rules of the main company, whoever reads
        days = self.company_id.sudo().root_id.care_contract_reminder_days
        return self.date_end - relativedelta(days=days)

    @api.model
    def _ending_domain(self, today):
        """The running contracts of whose end it is time to think.

        :param today: a day, or a method of the root company that gives hers
        """
        # sudo - res.company: rules of main companies, whoever searches
        roots = self.env["res.company"].sudo().search([("parent_id", "=", False)])
        return Domain("state", "=", "running") & Domain.OR(
            [
                Domain("company_id", "child_of", companies.ids)
                & Domain("date_end", "<=", today + relativedelta(days=days))
                for days, companies in roots.grouped("care_contract_reminder_days").items()
            ]
        )

    # === SCHEDULED === #

    @api.model
    def _cron_remind_contracts(self, now=None):
        """Remind the responsible of each contract that ends soon, once; while she is absent, the
        one who acts for her.

        :param now: a UTC moment to take instead of the present one
        """
        self.env["care.deputy"]._rebuild_scheduled(now)
        # sudo - care.contract: reminders are made for everybody
        Contract = self.sudo()
        acting = self.env["care.deputy"]._acting_on((now or fields.Datetime.now()).date())
        Contract._pass_reminders(acting)
        for [company] in Contract._read_group([("state", "=", "running")], ["company_id"]):
            today = company._care_today(now)
            domain = Contract._ending_domain(today) & Domain(
                [
                    ("company_id", "=", company.id),
                    ("date_reminded", "=", False),
                    ("is_final", "=", False),
                    ("user_id", "in", self.env.ref(GROUP_USER).all_user_ids.ids),
                    ("profile_id.active", "=", True),
                ]
            )
            commit_progress(self.env, remaining=Contract.search_count(domain))

            def take(domain=domain):
                return Contract.search(domain, limit=_BATCH, order="id").try_lock_for_update()

            def remind(due, today=today):
                for contract in due:
                    contract._remind_isolated(today, acting)

            work_off(self.env, take, remind)

    @api.model
    def _pass_reminders(self, acting):
        """Reminders go to whoever acts for somebody absent, and come back afterwards; what was
        given to a third person stays hers."""
        reminded = self.search([("state", "=", "running"), ("reminder_id", "!=", False)])
        for contract in reminded.filtered("reminder_id.active"):
            reminder, owner = contract.reminder_id, contract.user_id
            reader = owner.browse(acting.get(owner.id, owner.id))
            known = owner | owner.care_deputy_ids.deputy_id
            if reminder.user_id != reader and reminder.user_id in known:
                reminder.with_context(mail_activity_quick_update=True).user_id = reader

    def _remind_isolated(self, today, acting):
        """Remind of one contract; where that fails, put it aside: it must not stop the others."""
        try:
            with self.env.cr.savepoint():
                self._remind(acting)
        except CONFLICTS:
            raise  # nobody's fault: the whole is done again
        except Exception:
            _logger.exception("Contract %s can't be put before its responsible", self.id)
        self.date_reminded = today

    def _remind(self, acting):
        """Create the activity, in the language of the one who gets it and without a mail."""
        self.ensure_one()
        user = self.user_id.browse(acting.get(self.user_id.id, self.user_id.id))
        reader = self.with_context(lang=user.lang, mail_activity_quick_update=True)
        self.reminder_id = reader.activity_schedule(
            "mail.mail_activity_data_todo",
            date_deadline=self.date_end,
            summary=reader.env._(
                "%(contract)s ends on %(date)s: renew it?",
                contract=self.name,
                date=format_date(reader.env, self.date_end),
            ),
            user_id=user.id,
        )

    def _forget_reminder(self):
        """The reminder goes, and there will be another one where it is still needed."""
        # sudo - care.contract, mail.activity: it may be somebody else's
        contracts = self.sudo()
        contracts.reminder_id.unlink()
        contracts.filtered("date_reminded").date_reminded = False
