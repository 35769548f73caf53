"""A plan that holds changes by a new version of it, which takes its place once it is approved."""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

_WRITING = ("draft", "submitted")


class CareAccountPlan(models.Model):
    _inherit = "care.account.plan"

    change_reason = fields.Text(
        "Reason of This Version",
        readonly=True,
        copy=False,
        help="Why the version before had to be changed within the year.",
    )
    version_count = fields.Integer("Versions", compute="_compute_version_count")
    writing_id = fields.Many2one(
        "care.account.plan",
        string="Version Being Written",
        compute="_compute_writing_id",
        help="The version that is to take the place of this one.",
    )
    earlier_done_ids = fields.Many2many(
        "care.touchpoint",
        string="Done Under Earlier Versions",
        compute="_compute_earlier_done_ids",
        help="Contacts and actions of this year's plan that were done before this version held.",
    )
    lines_done_percent = fields.Float(
        "Contacts and Actions Done",
        compute="_compute_lines_done_percent",
        help="Of all contacts and actions of the year's plan, those done under earlier versions"
        " included; cancelled ones do not count.",
    )

    # === COMPUTE METHODS === #

    @api.depends("profile_id", "year")
    def _compute_version_count(self):
        counts = {
            (profile, year): count
            for profile, year, count in self._read_group(
                self._domain_of_years(), ["profile_id", "year"], ["__count"]
            )
        }
        for plan in self:
            plan.version_count = counts.get((plan.profile_id, plan.year), 0)

    @api.depends("profile_id", "year", "state")
    def _compute_writing_id(self):
        writing = self._writing()
        by_year = writing.grouped(lambda plan: (plan.profile_id, plan.year))
        for plan in self:
            plan.writing_id = by_year.get((plan.profile_id, plan.year), writing.browse()) - plan

    @api.depends("profile_id", "year", "version", "state")
    def _compute_earlier_done_ids(self):
        done = self.env["care.touchpoint"].search(
            [
                ("account_plan_id", "any", self._domain_of_years()),
                ("account_plan_id.state", "in", ["approved", "superseded"]),
                ("state", "=", "done"),
            ],
            order="date_done, id",
        )
        by_year = done.grouped(
            lambda line: (line.account_plan_id.profile_id, line.account_plan_id.year)
        )
        for plan in self:
            lines = by_year.get((plan.profile_id, plan.year), done.browse())
            plan.earlier_done_ids = lines.filtered(
                lambda line, plan=plan: plan._comes_after(line.account_plan_id)
            )

    @api.depends(
        *("contact_plan_ids.state", "contact_plan_ids.ended_with_plan", "earlier_done_ids"),
        *("action_ids.state", "action_ids.ended_with_plan"),
    )
    def _compute_lines_done_percent(self):
        self._lines().mapped("state")  # read in one go
        for plan in self:
            lines = plan._lines_so_far()
            done = lines.filtered(lambda line: line.state == "done")
            plan.lines_done_percent = round(100.0 * len(done) / len(lines), 1) if lines else 0.0

    # === ACTIONS === #

    @api.readonly
    def action_open_versions(self):
        """All versions of this year's plan."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "customer_care.care_account_plan_action"
        )
        return {**action, "domain": self._domain_of_years(), "context": {}}

    # === BUSINESS METHODS === #

    def _domain_of_years(self):
        """Every version of these customers' plans for these years."""
        return [("profile_id", "in", self.profile_id.ids), ("year", "in", self.mapped("year"))]

    def _writing(self):
        """The versions of these plans that are being written."""
        return self.search([*self._domain_of_years(), ("state", "in", _WRITING)])

    def _comes_after(self, other):
        """Whether what was done under ``other``, another version of the same year, was done before
        this one. Of versions that are history the number decides; others come after all of them,
        also those of a file that was joined to this one, whose numbers are later."""
        if other == self:
            return False
        if self.state == "superseded":
            return other.state == "superseded" and other.version < self.version
        return other.state == "superseded" or self.state in _WRITING

    def _lines_so_far(self):
        """Contacts and actions of the year: of this version, and those done under earlier ones;
        not what was given up, but what only ended with the plan."""
        self.ensure_one()
        own = self._lines().filtered(lambda line: line.state != "cancelled" or line.ended_with_plan)
        return self.earlier_done_ids | own

    def _had_actions(self):
        """Whether the year's plan had actions that were done, so that none need be left."""
        return "action" in self.earlier_done_ids.mapped("plan_part")

    def _lock(self):
        """Let those who write in a plan and those who decide about it follow one another: the later
        one waits, and is done again by the server where the plan changed meanwhile."""
        self.flush_recordset(["state"])
        self.env.cr.execute(
            SQL(
                "SELECT FROM care_account_plan WHERE id = ANY(%s) ORDER BY id FOR NO KEY UPDATE",
                self.ids,
            )
        )
        self.invalidate_recordset(["state", "is_open"], flush=False)

    def _check_live(self):
        """:raise UserError: where nobody reports any more how things go"""
        for plan in self:
            if plan.state in ("closed", "superseded"):
                raise UserError(
                    self.env._("%(plan)s is history: it stays as it is.", plan=plan.display_name)
                )

    def _check_nothing_written(self):
        """:raise UserError: where a version is being written that would come too late"""
        for plan in self:
            # sudo - care.account.plan: a version that the person can't see counts, too
            if writing := plan.sudo()._writing() - plan:
                raise UserError(
                    self.env._(
                        "%(plan)s is being written. Approve it, or delete it, first.",
                        plan=writing.display_name,
                    )
                )

    # === COPYING === #

    @api.model
    def _text_fields(self):
        """Names of the texts and choices of the plan, in the order of the paper."""
        content, kinds = self._content_fields(), ("text", "html", "selection")
        return [
            name for name, field in self._fields.items() if name in content and field.type in kinds
        ]

    @api.model
    def _table_fields(self):
        """Names of the tables, but for those of contacts and actions."""
        return ["objective_ids", "competitor_ids", "insight_ids", "revenue_ids"]

    def _new_version(self, reason):
        """The version after this one, as a draft with all its content.

        :param str reason: why this one is to be changed
        """
        self.ensure_one()
        # sudo - care.account.plan: leave was given, so the version is made with all its lines
        plan = self.sudo()
        last = plan.search(self._domain_of_years(), order="version desc", limit=1)
        version = plan.create(
            {
                **{name: plan[name] for name in plan._text_fields()},
                "profile_id": plan.profile_id.id,
                "year": plan.year,
                "user_id": plan.user_id.id,
                "version": last.version + 1,
                "previous_id": plan.id,
                "change_reason": reason,
            }
        )
        plan._copy_tables(version)
        plan._copy_lines(version, plan._lines().filtered(lambda line: line.state == "planned"))
        return version.sudo(self.env.su)

    def _copy_tables(self, version):
        """Objectives, competitors, insights and revenue lines as they are."""
        for name in self._table_fields():
            lines = self[name]
            lines.create([line._next_version_values() | {"plan_id": version.id} for line in lines])

    def _copy_lines(self, version, lines):
        """These contacts and actions, proposed anew."""
        lines.create(
            [
                vals
                | {
                    "account_plan_id": version.id,
                    "plan_part": line.plan_part,
                    "earlier_line_id": line.id,
                }
                for line, vals in zip(lines, lines.copy_data(), strict=True)
            ]
        )

    def _give_over(self, successor):
        """``successor`` holds now: what goes on takes along what hangs on it, all else ends."""
        # sudo - care.touchpoint: lines of colleagues go on as well
        going_on = (
            successor.sudo()
            ._lines()
            .filtered(
                lambda line: (
                    line.earlier_line_id.account_plan_id in self
                    and line.earlier_line_id.state == "planned"
                )
            )
        )
        for line in going_on:
            line._take_over()
        for plan in self:
            plan._end_lines(
                self.env._(
                    "Not in version %(version)s of the plan any more.", version=successor.version
                )
            )

    def unlink(self):
        """A version that is given up leaves the one before as it was."""
        # sudo - care.account.plan: leave that was used for nothing is taken back
        before = self.sudo().previous_id
        result = super().unlink()
        before.exists()._forget_leave()
        return result


class CareAccountPlanLine(models.AbstractModel):
    _inherit = "care.account.plan.line"

    def _next_version_values(self):
        """This line in the next version of the same year."""
        self.ensure_one()
        [vals] = self.copy_data()
        return vals


class CareAccountPlanObjective(models.Model):
    _inherit = "care.account.plan.objective"

    def _next_version_values(self):
        """Where it stands goes along: the year is the same."""
        return super()._next_version_values() | {"hand_value": self.hand_value}

    def write(self, vals):
        """Where an objective stands is reported to the version that holds: its copy in the version
        being written stands there, too."""
        result = super().write(vals)
        holding = self.filtered(lambda one: one.plan_id.state == "approved")
        if "hand_value" in vals and holding:
            # sudo - care.account.plan.objective: a submitted version follows as well
            copies = holding.plan_id.sudo()._writing().objective_ids
            for objective in holding:
                copies.filtered(
                    lambda copy, one=objective: copy.lineage == one.lineage
                ).hand_value = objective.hand_value
        return result
