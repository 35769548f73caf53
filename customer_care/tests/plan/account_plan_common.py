from odoo import Command

from .key_person_common import KeyPersonCommon

YEAR = 2026


class AccountPlanCommon(KeyPersonCommon):
    """The rep's plan for Acme: a visit to Dora, a lab day, and two projects."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plan = cls.make_plan()

    @classmethod
    def make_plan(cls, profile=None, user=None, **vals):
        profile = profile or cls.profile
        return (
            cls.env["care.account.plan"]
            .with_user(user or cls.rep)
            .create(
                {
                    "profile_id": profile.id,
                    "year": YEAR,
                    "purpose": "Become the first supplier of pumps",
                    "objective_ids": [
                        Command.create({"name": "Trials", "start_value": 1, "target_value": 5})
                    ],
                    "competitor_ids": [Command.create({"name": "Rival Pumps"})],
                    "insight_ids": [Command.create({"fact": "The new works opens in autumn"})],
                    "contact_plan_ids": [
                        Command.create(
                            {
                                "plan_part": "contact",
                                "name": "Show the new series",
                                "aim": "Dora knows what we can do",
                                "channel": "visit",
                                "date_planned": f"{YEAR}-03-12",
                            }
                        )
                    ],
                    "action_ids": [
                        Command.create(
                            {
                                "plan_part": "action",
                                "name": "Lab day",
                                "channel": "meeting",
                                "date_planned": f"{YEAR}-03-11",
                            }
                        )
                    ],
                    "revenue_ids": [
                        Command.create(
                            {
                                "name": "Works 2",
                                "amount": 200_000,
                                "win_percent": 60,
                                "margin_percent": 25,
                            }
                        ),
                        Command.create(
                            {"name": "Spare parts", "amount": 50_000, "margin_percent": 40}
                        ),
                    ],
                    **vals,
                }
            )
        )

    def submit_and_approve(self, plan=None):
        plan = plan or self.plan
        plan.with_user(self.rep).action_submit()
        plan.with_user(self.manager).action_approve()
        return plan


class PlanVersionCommon(AccountPlanCommon):
    """The plan holds; the visit is to Dora."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.visit, cls.lab_day = cls.plan.contact_plan_ids, cls.plan.action_ids
        cls.visit.contact_id = cls.dora
        cls.lab_day.resources = "Two days of the lab"
        cls.plan.with_user(cls.rep).action_submit()
        cls.plan.with_user(cls.manager).action_approve()

    def start(self, reason="Their new works is put off"):
        return self.plan.with_user(self.manager)._grant_leave(reason).with_user(self.rep)

    def approve(self, version):
        version.with_user(self.rep).action_submit()
        version.with_user(self.manager).action_approve()
