from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL

from ..const import GROUP_MANAGER

_DAYS_OF_MONTH = 365.25 / 12


class CareGradeSimulation(models.TransientModel):
    """What other thresholds would do, before anybody saves them: how many customers would move
    where, and how many contacts a month that would take from each account manager."""

    _name = "care.grade.simulation"
    _description = "Grade Simulation"

    company_id = fields.Many2one(
        "res.company",
        required=True,
        readonly=True,
        ondelete="cascade",
        default=lambda self: self.env.company.root_id,
    )
    capacity = fields.Integer(
        string="Contacts a Month per Person",
        default=lambda self: self.env.company.root_id.care_contact_capacity,
        help="What one account manager can do; set in the settings.",
    )
    line_ids = fields.One2many(
        "care.grade.simulation.line",
        "simulation_id",
        default=lambda self: self._default_line_ids(),
    )
    flow = fields.Json(compute="_compute_result", help="Customers who would move, by grades.")
    load = fields.Json(
        compute="_compute_result",
        help="For drawing: customers and contacts a month, now and then, by grade and by person.",
    )

    @api.model
    def _default_line_ids(self):
        """The thresholds of the company's grades; judgements by hand have none to try."""
        grades = self.env["care.grade"]._set_of(self.env.company.root_id)
        return [
            fields.Command.create({"criterion_id": criterion.id, "threshold": criterion.threshold})
            for criterion in grades.criterion_ids.filtered(lambda one: not one.is_judgement)
        ]

    # === RESULT === #

    @api.depends("company_id", "capacity", "line_ids.threshold")
    def _compute_result(self):
        for simulation in self:
            moves = simulation._count_moves()
            grades = self.env["care.grade"]._set_of(simulation.company_id)
            simulation.flow = simulation._flow_of(moves)
            simulation.load = {
                "grades": simulation._load_by_grade(moves, grades),
                "users": simulation._load_by_user(moves),
                "capacity": simulation.capacity,
            }

    def _count_moves(self):
        """Customers by account manager, present grade and the one that the thresholds give.

        Who fails its grade counts as moved, though the reviews still have patience with it; a
        grade kept by hand stays.

        :return: list of ``(user id, grade, grade then, customers)``
        """
        self.env.flush_all()
        # sudo - care.grade: all customers are judged by the company's rules
        grades = self.env["care.grade"].sudo()._set_of(self.company_id)
        thresholds = {line.criterion_id.id: line.threshold for line in self.line_ids}
        rows = self.env.execute_query(
            SQL(
                """
                SELECT p.user_id, p.grade_id,
                       CASE WHEN p.grade_lock_date >= %(today)s THEN p.grade_id
                            ELSE %(grade)s END AS judged, COUNT(*)
                  FROM care_profile p
                 WHERE p.company_id = %(company)s AND p.active AND p.first_order_date IS NOT NULL
              GROUP BY 1, 2, 3
                """,
                today=self.company_id._care_today(),
                grade=grades._sql_judgement("p", thresholds),
                company=self.company_id.id,
            )
        )
        Grade = self.env["care.grade"]
        return [
            (user_id, Grade.browse(old or ()), Grade.browse(new or ()), count)
            for user_id, old, new, count in rows
        ]

    @api.model
    def _flow_of(self, moves):
        flow = defaultdict(int)
        for _user, old, new, count in moves:
            if old != new:
                flow[old, new] += count
        return [
            {"from": old.name or "", "to": new.name or "", "count": count}
            for (old, new), count in flow.items()
        ]

    @api.model
    def _contacts_a_month(self, grade):
        """Real contacts that a customer of the grade takes in a month, by the lines of its cadence
        that count as contact."""
        return sum(
            line.quantity_per_month or _DAYS_OF_MONTH / line.interval_days
            for line in grade.cadence_ids
            if line.counts_as_contact
        )

    def _load_by_grade(self, moves, grades):
        rows = []
        for grade in grades:
            each = self._contacts_a_month(grade)
            now = sum(count for _user, old, _new, count in moves if old == grade)
            then = sum(count for _user, _old, new, count in moves if new == grade)
            rows.append(
                {
                    "name": grade.name,
                    "color": grade.color,
                    "customers": [now, then],
                    "contacts": [round(now * each), round(then * each)],
                }
            )
        return rows

    def _load_by_user(self, moves):
        """Account managers, the busiest first."""
        load = defaultdict(lambda: [0.0, 0.0])
        for user_id, old, new, count in moves:
            load[user_id][0] += count * self._contacts_a_month(old)
            load[user_id][1] += count * self._contacts_a_month(new)
        # sudo - res.users: the name of a colleague of another company may stand here too
        names = self.env["res.users"].sudo().browse([user_id for user_id in load if user_id])
        name_of = {user.id: user.name for user in names}
        rows = [
            {
                "name": name_of.get(user_id) or self.env._("No account manager"),
                "contacts": [round(now), round(then)],
                "is_over": bool(user_id and self.capacity and then > self.capacity),
            }
            for user_id, (now, then) in load.items()
        ]
        return sorted(rows, key=lambda row: -row["contacts"][1])

    # === ACTIONS === #

    def action_save(self):
        """Write the thresholds into the criteria of the grades.

        :raise AccessError: for anybody but a care manager
        """
        self.ensure_one()
        if not self.env.user.has_group(GROUP_MANAGER):
            raise AccessError(self.env._("Only a care manager changes thresholds."))
        for line in self.line_ids:
            if line.threshold != line.criterion_id.threshold:
                line.criterion_id.threshold = line.threshold
        return {"type": "ir.actions.act_window_close"}
