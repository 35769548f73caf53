from markupsafe import Markup

from odoo import api, fields, models
from odoo.tools.misc import format_datetime


class CareCaseNotice(models.Model):
    """That a customer was told about one step of her case: by which mail, or that there was no
    address to write to. The system writes it as it tells her; it holds that nothing is told twice.
    """

    _name = "care.case.notice"
    _description = "Notice to a Customer"
    _order = "date desc, id desc"

    case_id = fields.Many2one("care.case", required=True, index=True, ondelete="cascade")
    event = fields.Selection(
        [
            ("received", "We have the message"),
            ("acknowledged", "A person looks after it"),
            ("investigating", "We find out what happened"),
            ("proposed", "We propose a solution"),
            ("in_progress", "We carry out what was agreed"),
            ("resolved", "We ask whether it is solved"),
            ("closed", "It is closed"),
            ("rejected", "We could not accept it"),
            ("reopened", "It is open again"),
            ("progress", "How it stands"),
        ],
        string="Told",
        required=True,
    )
    turn = fields.Integer(
        required=True, default=0, help="How often the case had been opened again by then."
    )
    date = fields.Datetime(required=True, default=fields.Datetime.now)
    email = fields.Char("Sent To", help="Empty: there was no address, somebody has to phone.")
    mail_id = fields.Many2one("mail.mail", index="btree_not_null", ondelete="set null")
    outcome = fields.Selection(
        [
            ("phone", "No address: to be phoned"),
            ("waiting", "Being sent"),
            ("sent", "Sent"),
            ("failed", "Not delivered"),
        ],
        compute="_compute_outcome",
        compute_sudo=True,
    )

    _once = models.UniqueIndex(
        "(case_id, event, turn) WHERE event <> 'progress'", "The customer was told this already."
    )

    @api.depends("email", "mail_id.state")
    def _compute_outcome(self):
        by_state = {"outgoing": "waiting", "exception": "failed", "cancel": "failed"}
        for notice in self:
            mail_state = notice.mail_id.state
            notice.outcome = by_state.get(mail_state, "sent") if notice.email else "phone"

    def _say_event(self):
        """What was told, for the reader."""
        return dict(self._fields["event"]._description_selection(self.env))[self.event]

    def _say_list(self):
        """These as a short list: when, what, to whom, and what became of it."""
        outcomes = dict(self._fields["outcome"]._description_selection(self.env))
        rows = [
            Markup("<li>%s: <b>%s</b>, %s %s</li>")
            % (
                format_datetime(self.env, notice.date, dt_format="short"),
                notice._say_event(),
                notice.email or "",
                outcomes[notice.outcome],
            )
            for notice in self
        ]
        return Markup("<ul>%s</ul>") % Markup("").join(rows) if rows else False
