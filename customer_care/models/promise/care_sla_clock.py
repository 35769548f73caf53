from odoo import api, fields, models
from odoo.exceptions import UserError

from ...const import PROMISE_KINDS
from ..customer.figure_fields import RatioFigure

# Where a broken promise is kept at last it stays broken: only its end is added.
_TRANSITIONS = {
    ("running", "paused"),
    ("running", "met"),
    ("running", "breached"),
    ("running", "cancelled"),
    ("paused", "running"),
    ("paused", "breached"),
    ("paused", "cancelled"),
    ("breached", "breached"),
}


class SubjectConstraint(models.Constraint):
    """Exactly one of the links of the model's ``_subject_fields`` is set: it grows with them."""

    def get_definition(self, registry):
        clock = registry["care.sla.clock"](None, (), ())  # before there is an environment
        names = ", ".join(sorted(clock._subject_fields()))
        return f"CHECK (num_nonnulls({names}) = 1)"


class CareSlaClock(models.Model):
    """One promise to one customer: from when, until when, whether it was kept.

    Rooms start and stop it (``_start``, ``_stop``, ``_pause``, ``_resume``, ``_cancel``,
    ``_rematch``); nobody writes it by hand. It has one subject. A room that promises something
    about its own records adds

    1. a link to them, ``ondelete="restrict"``, and its name in ``_subject_fields``;
    2. a unique index on link and kind ``WHERE date_end IS NULL``: one open clock each.

    A subject has ``partner_id``, ``company_id`` and ``user_id``, and may have ``severity``.

    Once its time is over a promise is broken and stays so, whether it is kept later, forgiven, or
    given up. Once ended nothing about it changes; what is opened anew has a new clock.
    """

    _name = "care.sla.clock"
    _description = "Promise"
    _order = "deadline, id"

    kind = fields.Selection(PROMISE_KINDS, string="Promise", required=True, readonly=True)
    policy_id = fields.Many2one(
        "care.sla.policy", required=True, readonly=True, index=True, ondelete="restrict"
    )
    state = fields.Selection(
        [
            ("running", "Running"),
            ("paused", "Paused"),
            ("met", "Kept"),
            ("breached", "Broken"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        readonly=True,
        default="running",
    )

    # to whom and by whom
    profile_id = fields.Many2one(
        "care.profile",
        string="Customer File",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True, ondelete="restrict"
    )
    user_id = fields.Many2one(
        "res.users",
        string="Responsible",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    subject = fields.Char("About", compute="_compute_subject")

    # the time; settled when the promise is made
    calendar_id = fields.Many2one(
        "resource.calendar",
        string="Working Hours",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
        help="Time runs only in these hours. Empty: day and night.",
    )
    lacks_hours = fields.Boolean(
        readonly=True, help="The working hours could not be used: every hour counts."
    )
    target_hours = fields.Float(
        "Promised Hours", readonly=True, help="The time promised, in hours that count."
    )
    date_start = fields.Datetime("Since", required=True, readonly=True)
    deadline = fields.Datetime(
        required=True,
        readonly=True,
        help="Until when it is to be kept. Where it is paused: as it was before the pause.",
    )
    date_end = fields.Datetime(
        "Ended", readonly=True, help="When it was kept or cancelled; nothing changes afterwards."
    )
    paused_hours = fields.Float(
        readonly=True, help="Hours that would have counted but for the pauses."
    )
    late_hours = RatioFigure(
        "Late (Hours)", help="Hours that count between deadline and end. Empty: not ended."
    )
    pause_ids = fields.One2many("care.sla.pause", "clock_id", readonly=True)
    excuse_ids = fields.One2many("care.sla.excuse", "clock_id", readonly=True)
    history = fields.Json(
        readonly=True, help="What was promised before it was changed: policy, deadline, until when."
    )

    # who was told
    date_warn = fields.Datetime(
        readonly=True, help="When the responsible person is warned, or was."
    )
    is_warned = fields.Boolean(readonly=True)
    date_next_check = fields.Datetime(
        readonly=True, help="When the scheduled action has to look at it; empty: never again."
    )
    is_nearing = fields.Boolean(compute="_compute_is_nearing", search="_search_is_nearing")

    _subject_one = SubjectConstraint("", "A promise is about exactly one thing.")
    _ended = models.Constraint(
        "CHECK (CASE state WHEN 'breached' THEN TRUE WHEN 'met' THEN date_end IS NOT NULL"
        " WHEN 'cancelled' THEN date_end IS NOT NULL ELSE date_end IS NULL END)",
        "A promise that was kept or cancelled has an end, an open one has none.",
    )
    _end_after_start = models.Constraint(
        "CHECK (date_end >= date_start AND deadline > date_start)",
        "A promise ends after it was made.",
    )
    _check_idx = models.Index("(date_next_check) WHERE date_next_check IS NOT NULL")
    _open_idx = models.Index("(company_id, deadline) WHERE date_end IS NULL")

    # === COMPUTE METHODS === #

    @api.model
    def _subject_fields(self):
        """Names of the links to what a promise is about. Rooms add theirs."""
        return []

    def _subject_record(self):
        """What the promise is about."""
        self.ensure_one()
        return next(self[name] for name in self._subject_fields() if self[name])

    def _compute_subject(self):
        for clock in self:
            # sudo - subject: whoever sees a promise may know what it is about
            clock.subject = clock.sudo()._subject_name()

    def _subject_name(self):
        """What the promise is about, in words; the customer stands beside it."""
        return self._subject_record().display_name

    def _title(self):
        """What is promised, for readers who know the customer: kind and subject."""
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        kind, subject = kinds.get(self.kind, ""), self.subject
        if not subject or subject == kind:
            return kind
        return self.env._("%(promise)s: %(subject)s", promise=kind, subject=subject)

    @api.depends("kind", "partner_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for clock in self:
            clock.display_name = self.env._(
                "%(promise)s: %(customer)s",
                promise=kinds.get(clock.kind, ""),
                customer=clock.partner_id.display_name or self.env._("unknown sender"),
            )

    @api.depends("state", "date_warn")
    def _compute_is_nearing(self):
        now = fields.Datetime.now()
        for clock in self:
            clock.is_nearing = (
                clock.state == "running" and bool(clock.date_warn) and clock.date_warn <= now
            )

    def _search_is_nearing(self, operator, value):
        if operator != "in":
            return NotImplemented
        return [("state", "=", "running"), ("date_warn", "<=", fields.Datetime.now())]

    # === CRUD METHODS === #

    def write(self, vals):
        """Refuse to change what has ended, whoever asks.

        :raise UserError: where one has ended
        """
        if any(clock.date_end for clock in self):
            raise UserError(
                self.env._("This promise has ended: what became of it can't be changed any more.")
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_history(self):
        if any(clock.date_end or clock.state == "breached" for clock in self):
            raise UserError(
                self.env._("A promise that ended or was broken can't be deleted: it is history.")
            )

    def _set_state(self, state, **vals):
        """Bring these promises into a state."""
        if not self:
            return
        wrong = self.filtered(lambda clock: (clock.state, state) not in _TRANSITIONS)
        if wrong:
            raise UserError(
                self.env._("%(promise)s is closed already.", promise=wrong[0].display_name)
            )
        self.write({"state": state, **vals})

    # === ACTIONS === #

    @api.readonly
    def action_open_subject(self):
        """Open what the promise is about."""
        self.check_access("read")
        subject = self._subject_record()
        return {
            "type": "ir.actions.act_window",
            "res_model": subject._name,
            "res_id": subject.id,
            "views": [(False, "form")],
        }

    def action_excuse(self):
        """Ask a manager why the broken promise is excused."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Excuse"),
            "res_model": "care.sla.excuse",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_clock_id": self.id},
        }
