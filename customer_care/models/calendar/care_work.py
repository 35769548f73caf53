"""My day: what somebody has to do, from all rooms, in one list."""

import datetime

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, format_date, format_list

from ...const import CHANNELS
from ..customer.scheduled import read_without_jit

# How far My day looks ahead.
_DAYS_AHEAD = 7

# Each source numbers its rows from a residue class of its own, so that ids stay unique and stable.
_SOURCES_AT_MOST = 64

# What a source has to say about a piece of work; anything but the first four may be left out.
_COLUMNS = {
    "res_model": "varchar",
    "res_id": "int4",
    "name": "varchar",
    "date": "date",
    "profile_id": "int4",
    "partner_id": "int4",
    "contact_id": "int4",
    "grade_id": "int4",
    "user_id": "int4",
    "company_id": "int4",
    "last_contact_date": "date",
    "channel": "varchar",
    "is_handled_here": "bool",
    "is_escalated": "bool",
}


class CareWork(models.Model):
    """One piece of work that is due within a week or overdue: a planned contact, a promise that
    runs out, a measure. Nobody writes it: it is read from the records themselves, each room adds
    its own by ``_work_sources``, and doing the work makes it disappear."""

    _name = "care.work"
    _description = "Piece of Work"
    _auto = False
    _order = "date, grade_id, id"
    _rec_names_search = ["name", "partner_id"]

    name = fields.Char("Why", readonly=True, help="Why it stands here.")
    kind = fields.Selection([("touchpoint", "Touchpoint")], readonly=True)
    res_model = fields.Char("Model", readonly=True)
    res_id = fields.Many2oneReference("Record", model_field="res_model", readonly=True)
    channel = fields.Selection(CHANNELS, readonly=True)
    is_handled_here = fields.Boolean(
        readonly=True,
        help="It is logged, moved and handed over from the list. Other work is only opened there.",
    )

    # for whom and by whom
    profile_id = fields.Many2one("care.profile", string="Customer File", readonly=True)
    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True)
    contact_id = fields.Many2one("res.partner", readonly=True)
    grade_id = fields.Many2one("care.grade", readonly=True)
    grade_color = fields.Integer(related="grade_id.color", string="Grade Color")
    user_id = fields.Many2one("res.users", string="Responsible", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)

    # when
    date = fields.Date("When", readonly=True)
    urgency = fields.Selection(
        [("overdue", "Overdue"), ("today", "Today"), ("week", "Within a Week")], readonly=True
    )
    last_contact_date = fields.Date("Last Contact", readonly=True)

    # === SOURCES === #

    @property
    def _table_query(self):
        read_without_jit(self.env)
        return SQL(" UNION ALL ").join(self._work_sources())

    @api.model
    def _work_sources(self):
        """One SELECT for each kind of work, made by ``_work_select``. A room adds its own, names
        what it reads in ``_depends``, and extends ``kind``. Work that is handled in the list needs
        ``action_open_log``, ``action_move`` and ``action_hand_over`` on its model."""
        return []

    @api.model
    def _work_select(self, kind, number, columns, origin):
        """The SELECT of one kind of work.

        :param str kind: a value of ``kind``
        :param int number: of the source, below 64, never given to another one
        :param dict columns: SQL for the names in ``_COLUMNS``
        :param SQL origin: what follows the columns: FROM …, WHERE …
        """
        today = fields.Date.context_today(self)
        values = {
            name: SQL("(%s)::%s", columns.get(name, SQL("NULL")), SQL(column_type))
            for name, column_type in _COLUMNS.items()
        }
        return SQL(
            """
            SELECT %(res_id)s::int8 * %(slots)s + %(number)s AS id, %(kind)s::varchar AS kind,
                   %(values)s,
                   CASE WHEN %(date)s < %(today)s THEN 'overdue'
                        WHEN %(date)s = %(today)s THEN 'today'
                        ELSE 'week' END::varchar AS urgency
            %(origin)s
            """,
            res_id=values["res_id"],
            slots=_SOURCES_AT_MOST,
            number=number,
            kind=kind,
            values=SQL(", ").join(
                SQL("%s AS %s", value, SQL.identifier(name)) for name, value in values.items()
            ),
            date=values["date"],
            today=today,
            origin=origin,
        )

    @api.model
    def _work_horizon(self):
        """The last day that My day shows, for the reader."""
        return fields.Date.context_today(self) + datetime.timedelta(days=_DAYS_AHEAD)

    # === ACTIONS === #

    @api.readonly
    def action_open(self):
        """Open the record behind the work."""
        self.ensure_one()
        [target] = self._targets("read")
        return {
            "type": "ir.actions.act_window",
            "res_model": target._name,
            "res_id": target.id,
            "views": [(False, "form")],
        }

    def action_log(self):
        """Open the dialog that logs this work as done."""
        self.ensure_one()
        [target] = self._targets("write")
        return target.action_open_log()

    def action_move(self, days=0, date=False):
        """Move the work.

        :param int days: so many days after its day or, where that is past, after today
        :param date: to this day instead
        """
        moved_to = set()
        for targets in self._targets("write"):
            moved_to.update(targets.action_move(days=days, date=date))
        return self._notification(
            self.env._(
                "Moved to %(days)s",
                days=format_list(
                    self.env, [format_date(self.env, day) for day in sorted(moved_to)]
                ),
            )
        )

    def action_hand_over(self, user_id, note=""):
        """Hand the work over to a colleague.

        :param int user_id: the colleague
        :param str note: what she should know; it is posted on the records
        """
        works = self.exists()
        for targets in works._targets("write"):
            targets.action_hand_over(user_id, note)
        return self._notification(
            self.env._(
                "Handed over to %(user)s: %(count)s",
                user=self.env["res.users"].browse(user_id).name,
                count=len(works),
            )
        )

    @api.readonly
    def action_open_move(self):
        """Ask for the day to move to."""
        return self._dialog("customer_care.care_work_move_action")

    @api.readonly
    def action_open_hand_over(self):
        """Ask for the colleague to hand over to."""
        return self._dialog("customer_care.care_work_hand_over_action")

    # === BUSINESS METHODS === #

    def _targets(self, operation):
        """The records behind this work, one recordset for each model, checked for access.

        :raise UserError: where somebody has done the work in the meantime, or where it is to be
            changed and can only be so in its own place
        """
        works = self.exists()
        if not works:
            raise UserError(self.env._("This is done already, or no longer due. Reload the list."))
        if operation == "write":
            works._check_handled_here()
        targets = [
            self.env[model].browse(group.mapped("res_id"))
            for model, group in works.grouped("res_model").items()
        ]
        for records in targets:
            records.check_access(operation)
        return targets

    def _check_handled_here(self):
        if not all(self.mapped("is_handled_here")):
            raise UserError(
                self.env._("Some of this can only be changed where it was made. Open it there.")
            )

    def _dialog(self, action_xmlid):
        self.exists()._check_handled_here()
        action = self.env["ir.actions.act_window"]._for_xml_id(action_xmlid)
        action["context"] = {"default_work_ids": self.ids}
        return action

    @api.model
    def _notification(self, message):
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": message,
                "next": {"type": "ir.actions.act_window_close"},
            },
        }
