from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import SQL, format_list

from ...const import CHANNELS


class CareTouchpoint(models.Model):
    """One contact with a customer: planned first, then the communication record of what was said.

    The engine (``_generate``) plans by cadence; people plan by hand, log and cancel.
    """

    _name = "care.touchpoint"
    _description = "Touchpoint"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "date_planned, id"
    _rec_names_search = ["name", "partner_id", "cadence_id"]

    # What follows from creating, doing, cancelling and planning: no person writes it.
    _CLOSED_FIELDS = {
        "profile_id",
        "partner_id",
        "company_id",
        "origin",
        "cadence_id",
        "occurrence_date",
        "is_edited",
        "date_reminded",
        "date_escalated",
        "reminder_id",
        "state",
        "date_done",
        "cancel_reason",
    }
    # What becomes of it. Rooms that know other states add theirs.
    _TRANSITIONS = {("planned", "done"), ("planned", "cancelled")}
    # As long as it is in one of these, people plan it.
    _OPEN_STATES = {"planned"}
    # What is settled once the contact took place or was cancelled.
    _PLAN_FIELDS = {
        "date_planned",
        "user_id",
        "channel",
        "counts_as_contact",
        "next_step",
        "next_step_date",
    }

    name = fields.Char(string="Topic", help="What this contact is about, in your own words.")
    purpose = fields.Char(
        compute="_compute_purpose", help="The topic or, where nobody worded one, the cadence."
    )
    profile_id = fields.Many2one(
        "care.profile", string="Customer File", required=True, index=True, ondelete="cascade"
    )
    partner_id = fields.Many2one(
        "res.partner", string="Customer", required=True, index=True, ondelete="cascade"
    )
    contact_id = fields.Many2one(
        "res.partner",
        index="btree_not_null",
        ondelete="set null",
        domain="[('id', 'child_of', partner_id)]",
        help="The person at the customer.",
    )
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        ondelete="cascade",
        default=lambda self: self.env.company,
    )
    user_id = fields.Many2one(
        "res.users",
        string="Responsible",
        default=lambda self: self.env.user,
        index="btree_not_null",
        ondelete="set null",
        domain=[("share", "=", False)],
    )
    grade_id = fields.Many2one(related="profile_id.grade_id")
    grade_color = fields.Integer(related="grade_id.color", string="Grade Color")

    # what and when
    origin = fields.Selection(
        [("cadence", "Cadence"), ("next_step", "Next step"), ("manual", "By hand")],
        required=True,
        readonly=True,
        copy=False,
        default="manual",
    )
    cadence_id = fields.Many2one(
        "care.grade.cadence",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )
    channel = fields.Selection(CHANNELS, required=True, default="call")
    occurrence_date = fields.Date(
        readonly=True,
        copy=False,
        help="The nominal day. It never moves, whatever becomes of the planned date.",
    )
    date_planned = fields.Date(required=True, default=fields.Date.context_today)
    is_edited = fields.Boolean(
        readonly=True, copy=False, help="Planned anew by a person: the engine leaves it alone."
    )
    date_reminded = fields.Date(
        readonly=True, copy=False, help="The day on which the responsible got the activity."
    )
    reminder_id = fields.Many2one(
        "mail.activity", readonly=True, copy=False, index="btree_not_null", ondelete="set null"
    )
    state = fields.Selection(
        [("planned", "Planned"), ("done", "Done"), ("cancelled", "Cancelled")],
        required=True,
        default="planned",
        readonly=True,
        copy=False,
    )

    # communication record
    date_done = fields.Datetime(readonly=True, copy=False)
    counts_as_contact = fields.Boolean(
        default=True,
        help="A real contact with the customer: the next one is planned from here.",
    )
    topics = fields.Text(copy=False, help="What was talked about.")
    feedback = fields.Text(copy=False, help="What the customer said.")
    need_changes = fields.Text(copy=False, help="What the customer needs now, or no longer needs.")
    next_step = fields.Char(copy=False)
    next_step_date = fields.Date(copy=False)
    cancel_reason = fields.Char(readonly=True, copy=False)

    _open_cadence_uniq = models.UniqueIndex(
        "(profile_id, cadence_id) WHERE state = 'planned' AND cadence_id IS NOT NULL",
        "A cadence has one open touchpoint per customer.",
    )
    _done_idx = models.Index("(profile_id, date_done) WHERE state = 'done'")
    _due_idx = models.Index(
        "(company_id, date_planned) WHERE state = 'planned' AND date_reminded IS NULL"
    )

    # === COMPUTE METHODS === #

    @api.depends("name", "cadence_id.name", "channel")
    @api.depends_context("lang")
    def _compute_purpose(self):
        labels = dict(self._fields["channel"]._description_selection(self.env))
        for touchpoint in self:
            touchpoint.purpose = (
                touchpoint.name or touchpoint.cadence_id.name or labels.get(touchpoint.channel)
            )

    @api.depends("purpose", "partner_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for touchpoint in self:
            customer = touchpoint.partner_id.display_name
            purpose = touchpoint.purpose or ""
            touchpoint.display_name = (
                self.env._("%(purpose)s: %(customer)s", purpose=purpose, customer=customer)
                if customer
                else purpose
            )

    # === CONSTRAINT METHODS === #

    @api.constrains("contact_id", "partner_id")
    def _check_contact(self):
        for touchpoint in self:
            contact = touchpoint.contact_id
            if contact and contact.commercial_partner_id != touchpoint.partner_id:
                raise ValidationError(
                    self.env._(
                        "%(contact)s is not a contact of %(customer)s.",
                        contact=contact.display_name,
                        customer=touchpoint.partner_id.display_name,
                    )
                )

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        """Accept any partner of the customer: its commercial partner becomes the customer, a person
        the contact. The customer's file is opened if there is none yet."""
        for vals in vals_list:
            self._complete_customer(vals)
        touchpoints = super().create(vals_list)
        if not self.env.su and any(touchpoint.state != "planned" for touchpoint in touchpoints):
            raise AccessError(self.env._("Plan the touchpoint first, then log or cancel it."))
        return touchpoints

    @api.model
    def _complete_customer(self, vals):
        partner = self.env["res.partner"].browse(vals.get("partner_id"))
        if not partner:
            return
        customer = partner.commercial_partner_id
        company = self.env["res.company"].browse(vals.get("company_id")) or self.env.company
        profile = self.env["care.profile"]._ensure(customer, company)
        if not profile:
            raise UserError(self.env["care.profile"]._explain_closed(customer))
        vals.update(partner_id=customer.id, profile_id=profile.id)
        if customer != partner and not vals.get("contact_id"):
            vals["contact_id"] = partner.id

    def write(self, vals):
        """Mark what a person plans anew, and let the reminder follow.

        :raise AccessError: see ``_check_by_hand``
        """
        if not self.env.su:
            self._check_by_hand(set(vals))
        if {"date_planned", "user_id", "channel"} & set(vals) and "is_edited" not in vals:
            vals = {**vals, "is_edited": True}
        result = super().write(vals)
        if {"date_planned", "user_id"} & set(vals):
            self._reschedule_reminder()
        return result

    def _check_by_hand(self, names):
        """Refuse what only doing, cancelling and planning may write, and to change afterwards what
        was planned."""
        closed = self._CLOSED_FIELDS & names
        if any(touchpoint.state not in self._OPEN_STATES for touchpoint in self):
            closed |= self._PLAN_FIELDS & names
        if closed:
            raise AccessError(
                self.env._(
                    "%(fields)s of a touchpoint can't be written now: log it, cancel it, or plan"
                    " another.",
                    fields=format_list(
                        self.env,
                        [
                            self._fields[name]._description_string(self.env)
                            for name in sorted(closed)
                        ],
                    ),
                )
            )

    def _reschedule_reminder(self):
        planned = self.filtered(lambda touchpoint: touchpoint.state == "planned")
        reminded = planned.filtered("reminder_id")
        # sudo - care.touchpoint: where the reminder is gone, there will be another one
        (planned - reminded).sudo().date_reminded = False
        acting = reminded and self.env["care.deputy"]._acting_on(fields.Date.context_today(self))
        by_change = reminded.grouped(
            lambda touchpoint: (touchpoint.date_planned, (touchpoint.user_id or self.env.user).id)
        )
        for (day, user), touchpoints in by_change.items():
            touchpoints.reminder_id.with_context(mail_activity_quick_update=True).write(
                {"date_deadline": day, "user_id": acting.get(user, user)}
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_done(self):
        if any(touchpoint.state == "done" for touchpoint in self):
            raise UserError(
                self.env._("A communication record can't be deleted: it is the customer's history.")
            )

    # === ACTIONS === #

    def action_done(self):
        """Log the contact: it happened now. The customer's last and next contact move at once."""
        self.check_access("write")
        self._finish()

    def action_cancel(self):
        """Open the question why the touchpoint is cancelled."""
        self.ensure_one()
        self.check_access("write")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Cancel touchpoint"),
            "res_model": "care.touchpoint.cancel",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_touchpoint_ids": self.ids},
        }

    # === BUSINESS METHODS === #

    def _finish(self, date_done=None, close_activities=True):
        """Make these touchpoints communication records.

        :param date_done: when the contact happened (UTC); now when None
        :param close_activities: whether the reminders are still open
        """
        self._set_state("done", date_done=date_done or fields.Datetime.now())
        if close_activities:
            self.reminder_id.with_context(care_touchpoint_closing=True).action_done()
        self._plan_next_steps()
        for company, touchpoints in self.grouped("company_id").items():
            self.env["care.profile"]._refresh_contacts_now(touchpoints.partner_id, company)

    def _cancel(self, reason):
        """Cancel these touchpoints; the reminders go, the customer's next date stays.

        :param str reason: why; required
        """
        if not (reason or "").strip():
            raise UserError(self.env._("Say why the touchpoint is cancelled."))
        self._set_state("cancelled", cancel_reason=reason.strip())
        self.reminder_id.with_context(care_touchpoint_closing=True).unlink()
        for company, touchpoints in self.grouped("company_id").items():
            # sudo - care.touchpoint: the engine plans what comes instead
            self.sudo()._generate(partners=touchpoints.partner_id, company=company)

    def _plan_next_steps(self):
        """What was agreed on becomes the next planned touchpoint."""
        agreed = self.filtered(lambda t: t.next_step and t.next_step_date)
        # sudo - care.touchpoint: agreed is agreed, even if a colleague looks after the customer now
        self.sudo().create([touchpoint._next_step_values() for touchpoint in agreed])

    def _next_step_values(self):
        """The next touchpoint: with the same person, unless she has left the customer."""
        self.ensure_one()
        stays = self.contact_id.commercial_partner_id == self.partner_id
        return {
            "name": self.next_step,
            "partner_id": self.partner_id.id,
            "contact_id": stays and self.contact_id.id,
            "company_id": self.company_id.id,
            "user_id": self.user_id.id or self.env.uid,
            "channel": self.channel,
            "date_planned": self.next_step_date,
            "occurrence_date": self.next_step_date,
            "origin": "next_step",
        }

    def _set_state(self, state, **vals):
        wrong = self.filtered(lambda touchpoint: (touchpoint.state, state) not in self._TRANSITIONS)
        if wrong:
            raise UserError(
                self.env._("%(touchpoint)s is closed already.", touchpoint=wrong[0].display_name)
            )
        self.check_access("write")
        # sudo - care.touchpoint: states change through the checked actions alone
        self.sudo().write({"state": state, **vals})

    # === PLATFORM EVENTS === #

    @api.model
    def _clear_for_deletion(self, domain, refusal):
        """What hangs on it is to be deleted: plans go, with their reminders, but not what was said.

        :param domain: the touchpoints
        :param str refusal: what to tell the person where there are communication records
        """
        # sudo - care.touchpoint: records that the person can't see forbid deletion too
        touchpoints = self.sudo().search(domain)
        if any(touchpoint.state == "done" for touchpoint in touchpoints):
            raise UserError(refusal)
        touchpoints.with_context(care_touchpoint_closing=True).unlink()

    @api.model
    def _hand_over(self, sources, target):
        """Let what hangs on the files ``sources`` hang on ``target``, a file of the same company
        (it may be one of them, when only its customer changed).

        Open plans of the engine end: the next planning makes them anew. Records of another file
        give up their place in its rhythm. Where the old customer is a contact of the new one now,
        she becomes the person spoken to.
        """
        sources.touchpoint_ids.filtered(
            lambda touchpoint: touchpoint.state == "planned" and touchpoint.origin == "cadence"
        ).with_context(care_touchpoint_closing=True).unlink()
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """
                UPDATE care_touchpoint t
                   SET profile_id = %(profile)s, partner_id = %(partner)s,
                       cadence_id = CASE WHEN t.profile_id = %(profile)s THEN t.cadence_id END,
                       contact_id = COALESCE(t.contact_id, CASE
                           WHEN m.commercial_partner_id = %(partner)s AND m.id <> %(partner)s
                           THEN m.id END)
                  FROM res_partner m
                 WHERE m.id = t.partner_id AND t.profile_id IN %(sources)s
                """,
                profile=target.id,
                partner=target.partner_id.id,
                sources=tuple(sources.ids),
            )
        )
        self.env.invalidate_all()
