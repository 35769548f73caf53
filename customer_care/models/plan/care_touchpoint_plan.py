"""Lines of an account plan are touchpoints: proposed with the plan, work once it is approved."""

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..calendar import care_touchpoint
from ..case import care_touchpoint_case


class CareTouchpoint(models.Model):
    _inherit = "care.touchpoint"

    _CLOSED_FIELDS = care_touchpoint_case.CareTouchpoint._CLOSED_FIELDS | {
        "account_plan_id",
        "plan_part",
        "earlier_line_id",
    }
    _TRANSITIONS = care_touchpoint.CareTouchpoint._TRANSITIONS | {("proposed", "planned")}
    _OPEN_STATES = care_touchpoint.CareTouchpoint._OPEN_STATES | {"proposed"}

    origin = fields.Selection(
        selection_add=[("plan", "Account plan")], ondelete={"plan": "set default"}
    )
    state = fields.Selection(
        selection_add=[("proposed", "In Draft"), ("planned",)],
        ondelete={"proposed": "set default"},
    )
    account_plan_id = fields.Many2one(
        "care.account.plan",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="cascade",
    )
    plan_part = fields.Selection(
        [("contact", "Contact plan"), ("action", "Action plan")], readonly=True, copy=False
    )
    earlier_line_id = fields.Many2one(
        "care.touchpoint",
        string="Line of the Version Before",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )
    aim = fields.Text(help="What is to be reached by it.")
    resources = fields.Char(help="What it takes: people, budget, samples, a room.")

    _plan_part_check = models.Constraint(
        "CHECK ((account_plan_id IS NULL) = (plan_part IS NULL))",
        "A line of an account plan belongs to its contact plan or to its action plan.",
    )
    _proposed_check = models.Constraint(
        "CHECK (state <> 'proposed' OR account_plan_id IS NOT NULL)",
        "Only lines of an account plan are proposed.",
    )

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        """A line of a plan is proposed with it, and becomes work when the plan is approved."""
        touchpoints = super().create([self._complete_plan(vals) for vals in vals_list])
        lines = touchpoints.filtered("account_plan_id")
        if not self.env.su:
            lines.account_plan_id._check_open()
        # sudo - care.touchpoint: states change through the checked actions alone
        lines.sudo().filtered(lambda line: line.state == "planned").state = "proposed"
        return touchpoints

    @api.model
    def _complete_plan(self, vals):
        """The customer and the company of a line are the plan's."""
        plan = self.env["care.account.plan"].browse(vals.get("account_plan_id"))
        if not plan:
            return vals
        plan.check_access("write")
        # a form tells the table by its context: the column is read-only, so that it sends no value
        part = vals.get("plan_part") or self.env.context.get("default_plan_part") or "action"
        return {
            "counts_as_contact": part == "contact",
            **vals,
            "partner_id": plan.partner_id.id,
            "company_id": plan.company_id.id,
            "origin": "plan",
            "plan_part": part,
        }

    @api.ondelete(at_uninstall=False)
    def _unlink_except_planned_work(self):
        """What a plan holds is cancelled with a reason, not deleted."""
        if not self.env.su and any(
            line.account_plan_id and line.state != "proposed" for line in self
        ):
            raise UserError(
                self.env._("A line of an approved plan can't be deleted: cancel it and say why.")
            )
