"""Contacts that stem from a meeting: a salon or training is one record for each customer, held
together by the meeting."""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL
from odoo.tools.misc import clean_context

from . import care_touchpoint_follow_up


class CareTouchpoint(models.Model):
    _inherit = "care.touchpoint"

    _CLOSED_FIELDS = care_touchpoint_follow_up.CareTouchpoint._CLOSED_FIELDS | {"event_id"}

    origin = fields.Selection(
        selection_add=[("event", "Meeting or event")], ondelete={"event": "set default"}
    )
    event_id = fields.Many2one(
        "calendar.event",
        string="Meeting",
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        help="The meeting that was logged. A salon has one record for each customer.",
    )

    _event_uniq = models.UniqueIndex(
        "(profile_id, event_id) WHERE event_id IS NOT NULL AND state <> 'cancelled'",
        "This meeting with the customer is logged already.",
    )

    # === ACTIONS === #

    @api.model
    def _open_log(self, person, **values):
        """The dialog that logs a contact, filled in.

        :param person: the customer or one of its people; may be empty
        :param values: what else is known, by field
        :raise UserError: where the customer is another's
        """
        self.check_access("create")
        customer = person.commercial_partner_id
        if customer - self._loggable(customer):
            raise UserError(self.env["care.profile"]._explain_closed(customer))
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "customer_care.care_touchpoint_action_log"
        )
        values = {
            "partner_id": customer.id,
            "contact_id": person != customer and person.id,
            **values,
        }
        return {
            **action,
            "context": {f"default_{name}": value for name, value in values.items() if value},
        }

    def _open_logged(self):
        """Show records that are there already; the log of the one that is still open."""
        if len(self) == 1 and self.state == "planned":
            return self.action_open_log()
        action = {
            "type": "ir.actions.act_window",
            "name": self.env._("Communication Records"),
            "res_model": self._name,
            "views": [(False, "list"), (False, "form")],
            "domain": [("id", "in", self.ids)],
        }
        if len(self) == 1:
            action.update(views=[(False, "form")], res_id=self.id)
        return action

    # === BUSINESS METHODS === #

    @api.model
    def _loggable(self, customers):
        """Those of the customers whom the person may log contacts with: the files of others are
        closed, where there is none yet logging opens one."""
        company = self.env.company.root_id
        Profile = self.env["care.profile"].with_context(active_test=False)
        # sudo - care.profile: only whether there is a file that she can't see
        closed = Profile.sudo()._of(customers, company).partner_id.sudo(False)
        return customers - (closed - Profile._of(customers, company).partner_id)

    def _finish(self, date_done=None, close_activities=True):
        """What the dialog was filled in with is not for what follows from it."""
        # all of the context is kept but its defaults: nothing that others rely on is lost
        logged = self.with_env(self.env(context=clean_context(self.env.context)))
        return super(CareTouchpoint, logged)._finish(date_done, close_activities)

    # === PLATFORM EVENTS === #

    @api.model
    def _hand_over(self, sources, target):
        """Two files become one: of two records of the same meeting one keeps it."""
        self.env.flush_all()
        self.env.execute_query(
            SQL(
                """
                UPDATE care_touchpoint SET event_id = NULL
                 WHERE id IN (SELECT id FROM (
                    SELECT id, ROW_NUMBER() OVER (
                               PARTITION BY event_id
                               ORDER BY profile_id = %(target)s DESC, state = 'done' DESC, id)
                               AS place
                      FROM care_touchpoint
                     WHERE event_id IS NOT NULL AND state <> 'cancelled'
                       AND profile_id IN %(files)s) r WHERE place > 1)
             RETURNING id
                """,
                target=target.id,
                files=tuple((sources | target).ids),
            )
        )
        self.env.invalidate_all()
        return super()._hand_over(sources, target)
