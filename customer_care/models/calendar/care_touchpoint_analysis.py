from odoo import api, fields, models
from odoo.tools import SQL

from ...const import CHANNELS


class CareTouchpointAnalysis(models.Model):
    """How many contacts were planned, and how many took place, by customer, person and month.
    Nobody writes it: each planned touchpoint is a line on the day it is planned for, and each
    done one another line on the day it took place."""

    _name = "care.touchpoint.analysis"
    _description = "Contacts Planned and Done"
    _auto = False
    _order = "date desc, id"
    _rec_name = "partner_id"

    touchpoint_id = fields.Many2one("care.touchpoint", readonly=True)
    date = fields.Date(
        readonly=True, help="The day it is planned for or, of what was done, the day of that."
    )
    profile_id = fields.Many2one("care.profile", string="Customer File", readonly=True)
    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True)
    grade_id = fields.Many2one("care.grade", readonly=True)
    user_id = fields.Many2one("res.users", string="Responsible", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    channel = fields.Selection(CHANNELS, readonly=True)
    origin = fields.Selection(
        selection=lambda self: self.env["care.touchpoint"]._fields["origin"].selection,
        readonly=True,
    )
    cadence_id = fields.Many2one("care.grade.cadence", readonly=True)
    occasion_id = fields.Many2one("care.occasion", readonly=True)

    # measures
    planned_count = fields.Integer(
        "Planned", readonly=True, help="What is or was planned for the period, but for cancelled."
    )
    scheduled_count = fields.Integer(
        "Scheduled",
        readonly=True,
        help="Of what remains: those to which a person gave the day, such as next steps.",
    )
    done_count = fields.Integer("Done", readonly=True, help="What took place in the period.")
    remaining_count = fields.Integer("Remaining", readonly=True, help="What is still to be done.")
    late_count = fields.Integer(
        "Overdue", readonly=True, help="Of what remains: those whose day is over."
    )

    _depends = {
        "care.touchpoint": [
            *("profile_id", "partner_id", "user_id", "company_id", "channel", "origin", "state"),
            *("cadence_id", "occasion_id", "date_planned", "date_done", "is_edited"),
        ],
        "care.profile": ["grade_id"],
    }

    @property
    def _table_query(self):
        is_open = SQL("t.state = 'planned'")
        counts = {
            "planned_count": SQL("TRUE"),
            "scheduled_count": SQL(
                "%s AND (t.is_edited IS TRUE"
                " OR t.origin NOT IN ('cadence', 'occasion', 'follow_up'))",
                is_open,
            ),
            "done_count": SQL("FALSE"),
            "remaining_count": is_open,
            "late_count": SQL(
                "%s AND t.date_planned < %s", is_open, fields.Date.context_today(self)
            ),
        }
        done = {name: SQL("FALSE") for name in counts} | {"done_count": SQL("TRUE")}
        return SQL(
            "%s UNION ALL %s",
            self._lines(0, SQL("t.date_planned"), counts, SQL("t.state IN ('planned', 'done')")),
            self._lines(1, self._sql_day_done(), done, SQL("t.state = 'done'")),
        )

    @api.model
    def _lines(self, number, date, counts, condition):
        """One kind of line.

        :param int number: of the kind, 0 or 1: it keeps the ids apart
        """
        same = ("profile_id", "partner_id", "user_id", "company_id", "channel", "origin")
        same += ("cadence_id", "occasion_id")
        return SQL(
            """
            SELECT t.id::int8 * 2 + %(number)s AS id, t.id AS touchpoint_id, %(date)s AS date,
                   p.grade_id, %(same)s, %(counts)s
              FROM care_touchpoint t JOIN care_profile p ON p.id = t.profile_id
             WHERE %(condition)s
            """,
            number=number,
            date=date,
            same=SQL(", ").join(SQL.identifier("t", name) for name in same),
            counts=SQL(", ").join(
                SQL("(%s)::int AS %s", condition, SQL.identifier(name))
                for name, condition in counts.items()
            ),
            condition=condition,
        )

    @api.model
    def _sql_day_done(self):
        """The reader's day of the contact."""
        return SQL(
            "(t.date_done AT TIME ZONE 'UTC' AT TIME ZONE %s)::date",
            self.env.context.get("tz") or self.env.user.tz or "UTC",
        )

    @api.readonly
    def action_open(self):
        """Open the touchpoint."""
        self.ensure_one()
        return self.touchpoint_id.get_formview_action()
