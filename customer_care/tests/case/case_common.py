"""An agent, and the cases that she works on."""

from odoo import fields
from odoo.tests import freeze_time

from ..common import NOW, CareCommon


@freeze_time(NOW)
class CaseCommon(CareCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_trade()
        agent = "customer_care.group_care_agent"
        cls.agent = cls._make_user("Agent", agent)
        cls.second_agent = cls._make_user("Second Agent", agent)
        cls.cause = cls.env["care.cause"].create({"name": "Bad batch"})
        cls.kinds = cls.env["care.case"]._fields["kind"].selection

    def make_case(self, user=None, partner=None, **vals):
        """A case of Acme's buyer, taken by the agent."""
        Case = self.env["care.case"].with_user(user or self.agent)
        return Case.with_context(allowed_company_ids=self.company.ids).create(
            {
                "subject": "Coating peels",
                "partner_id": (partner or self.petra).id,
                "kind": "complaint",
                **vals,
            }
        )

    def resolved(self, **vals):
        """A complaint that was settled."""
        case = self.make_case(**vals)
        case.write(
            {
                "solution": "<p>New pumps</p>",
                "cause_id": self.cause.id,
                "task_force_ids": self.agent.ids,
            }
        )
        case.action_resolve()
        return case

    @classmethod
    def at(cls, **later):
        """A moment after the beginning."""
        return fields.Datetime.add(fields.Datetime.to_datetime(NOW), **later)

    def open_clocks(self, case):
        """Kinds of promises that are open, and whether they pause."""
        clocks = case.sudo().clock_ids.filtered(lambda clock: not clock.date_end)
        return {clock.kind: clock.state for clock in clocks}
