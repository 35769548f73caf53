"""What account plans show on the customer's file and page."""

from odoo import api, fields, models


class CareProfile(models.Model):
    _inherit = "care.profile"

    account_plan_count = fields.Integer("Account Plans", compute="_compute_account_plan_count")

    @api.depends("account_plan_ids")
    def _compute_account_plan_count(self):
        counts = dict(
            self.env["care.account.plan"]._read_group(
                [("profile_id", "in", self.ids)], ["profile_id"], ["__count"]
            )
        )
        for profile in self:
            profile.account_plan_count = counts.get(profile, 0)

    # === ACTIONS === #

    @api.readonly
    def action_open_account_plans(self):
        """The plan that counts now; all of the customer where there is none, to begin one."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "customer_care.care_account_plan_action"
        )
        action["context"] = {"default_profile_id": self.id}
        plans = self.env["care.account.plan"].search([("profile_id", "=", self.id)])
        if len(plans) == 1:
            return {**action, "res_id": plans.id, "views": [(False, "form")]}
        return {**action, "domain": [("profile_id", "=", self.id)]}

    # === CUSTOMER PAGE === #

    def _present_plan(self):
        """The plan of this year that holds, else the one being written; else of a year to come, or
        of the last one that is still open."""
        plans = self.env["care.account.plan"].search(
            [("profile_id", "=", self.id), ("state", "in", ("draft", "submitted", "approved"))]
        )
        year = fields.Date.context_today(self).year
        return plans.sorted(lambda plan: (abs(plan.year - year), plan.state != "approved"))[:1]

    def _page_tiles(self):
        tiles = super()._page_tiles()
        plan = self._present_plan()
        return [*tiles, plan._page_tile()] if plan else tiles

    # === TIMELINE === #

    @api.model
    def _timeline_kinds(self):
        kind = {"kind": "plan", "label": self.env._("Account plans"), "icon": "fa-map-o"}
        return [*super()._timeline_kinds(), kind]

    @api.model
    def _timeline_sources(self):
        return [*super()._timeline_sources(), "_timeline_plans", "_timeline_plan_reviews"]

    def _timeline_plans(self, limit):
        """Each version of a plan on the day of its approval."""
        plans = self.env["care.account.plan"].search(
            [("profile_id", "=", self.id), ("date_approved", "!=", False)],
            order="date_approved desc",
            limit=limit,
        )
        return [
            self._timeline_event(
                "plan",
                plan,
                plan.date_approved,
                self.env._("Account plan %s approved", plan._page_name()),
            )
            for plan in plans
        ]

    def _timeline_plan_reviews(self, limit):
        reviews = self.env["care.account.plan.review"].search(
            [("profile_id", "=", self.id)], limit=limit
        )
        labels = dict(reviews._fields["verdict"]._description_selection(self.env))
        return [
            self._timeline_event(
                "plan",
                review.plan_id,
                review.date,
                self.env._("Account plan %s reviewed", review.plan_id._page_name()),
                note=labels[review.verdict],
            )
            for review in reviews
        ]


class CareAccountPlan(models.Model):
    _inherit = "care.account.plan"

    def _page_name(self):
        """Year and version: what the plan is called where its customer is known."""
        self.ensure_one()
        if self.version == 1:
            return str(self.year)
        return self.env._("%(year)s, version %(version)s", year=self.year, version=self.version)

    def _page_tile(self):
        """The plan as a tile of the customer page: besides ``_page_tiles`` with ``record`` (what a
        click on its title opens), ``progress`` (percent and words of a bar, False without a
        revenue plan) and ``warning``."""
        states = dict(self._fields["state"]._description_selection(self.env))
        step = self._page_actions()[:1]
        figures = [
            {
                "name": "state",
                "label": self.env._("State"),
                "value": states[self.state],
                "type": "text",
            },
            self._tile_figure("actual_revenue"),
            self._tile_figure("expected_revenue"),
            {
                "name": "next_action",
                "label": self.env._("Next action"),
                "value": bool(step) and step[0]["date"],
                "type": "date",
                "late": bool(step) and step[0]["late"],
                "note": step[0]["title"] if step else "",
            },
        ]
        return {
            "key": "account_plan",
            "title": self.env._("Account plan %s", self._page_name()),
            "record": {"res_model": self._name, "res_id": self.id},
            "figures": figures,
            "progress": bool(self.expected_revenue)
            and self.actual_revenue is not False
            and self.realised_percent,
            "warning": self.stale_reason or False,
        }

    def _tile_figure(self, name):
        return {
            "name": f"plan_{name}",
            "label": self._fields[name]._description_string(self.env),
            "value": self[name],
            "type": "monetary",
        }
