from odoo import Command, api, fields, models
from odoo.exceptions import UserError
from odoo.tools.misc import clean_context

from ..const import CHANNELS


class CareTouchpointEvent(models.TransientModel):
    """The question what was said at a salon, a training, or any meeting with many customers. The
    answer becomes a communication record of each."""

    _name = "care.touchpoint.event"
    _description = "Log One Event for Many Customers"

    event_id = fields.Many2one("calendar.event", string="Meeting", ondelete="cascade")
    partner_ids = fields.Many2many(
        "res.partner",
        string="Customers",
        required=True,
        help="Those who took part: customers, or their people.",
    )
    name = fields.Char("Topic")
    channel = fields.Selection(CHANNELS, required=True, default="meeting")
    topics = fields.Text("What Was Said", required=True)
    date_happened = fields.Datetime("Took Place")
    next_step = fields.Char(help="What we do next with each of them.")
    next_step_date = fields.Date()

    # === DEFAULTS === #

    @api.model
    def default_get(self, fields):
        """Start with the customers that were selected in a list."""
        values = super().default_get(fields)
        model = self.env.context.get("active_model")
        if model in ("care.profile", "res.partner") and "partner_ids" not in values:
            records = self.env[model].browse(self.env.context.get("active_ids", []))
            partners = records.partner_id if model == "care.profile" else records
            values["partner_ids"] = partners.ids
        return values

    # === ACTIONS === #

    def action_log(self):
        """Make a communication record of each customer; the last contact of each moves at once.

        :raise UserError: where a customer is another's, or its record of the meeting is there
        """
        self.ensure_one()
        # What the dialog was opened with is not for the records. All of the context is kept but
        # its defaults: nothing that others rely on is lost.
        Touchpoint = self.env(context=clean_context(self.env.context))["care.touchpoint"]
        if self.event_id:
            self.event_id._care_check_log()
        persons = self.partner_ids.grouped("commercial_partner_id")
        self._check_customers(self.partner_ids.commercial_partner_id)
        event = self.event_id
        if not event and len(persons) > 1:
            event = self._make_event()
        touchpoints = Touchpoint.create(
            [self._touchpoint_values(event, *pair) for pair in persons.items()]
        )
        touchpoints.action_done()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._("Logged for %(count)s customers.", count=len(touchpoints)),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    # === BUSINESS METHODS === #

    def _check_customers(self, customers):
        Touchpoint = self.env["care.touchpoint"]
        if closed := customers - Touchpoint._loggable(customers):
            raise UserError(self.env["care.profile"]._explain_closed(closed[0]))
        logged = self.event_id.care_touchpoint_ids.filtered(lambda t: t.state != "cancelled")
        if twice := customers & logged.partner_id:
            raise UserError(
                self.env._(
                    "This meeting is logged for %(customer)s already: take it out of the list.",
                    customer=twice[0].display_name,
                )
            )

    def _make_event(self):
        """What holds the records together is a meeting; this one was in nobody's calendar."""
        start = self.date_happened or fields.Datetime.now()
        return self.env["calendar.event"].create(
            {
                # not those whom a list has selected: the calendar would invite them
                "partner_ids": [Command.set(self.env.user.partner_id.ids)],
                "name": self.name or self.topics.strip().splitlines()[0][:80],
                "start": start,
                "stop": fields.Datetime.add(start, hours=1),
                "privacy": "public",
            }
        )

    def _touchpoint_values(self, event, customer, persons):
        people = persons - customer
        contact = people if len(people) == 1 else people[:0]
        if self.event_id:
            values = self.event_id._care_log_values(people - contact)
        else:
            values = {
                "event_id": event and event.id,
                "origin": "event",
                "date_happened": self.date_happened or fields.Datetime.now(),
                "participant_ids": (people - contact).ids,
            }
        return {
            **values,
            "partner_id": customer.id,
            "contact_id": contact.id,
            "channel": self.channel,
            "name": self.name,
            "topics": self.topics,
            "next_step": self.next_step,
            "next_step_date": self.next_step_date,
        }
