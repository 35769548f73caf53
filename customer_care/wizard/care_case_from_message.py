from odoo import api, fields, models

from ..const import SEVERITIES


class CareCaseFromMessage(models.TransientModel):
    """What a person says about a message when she makes a case of it."""

    _name = "care.case.from.message"
    _description = "Make a Case of a Message"

    message_id = fields.Many2one("mail.message", required=True, readonly=True, ondelete="cascade")
    subject = fields.Char(
        compute="_compute_subject",
        store=True,  # a person may change what the message says
        precompute=True,
        readonly=False,
        required=True,
    )
    kind = fields.Selection(
        [
            ("enquiry", "Enquiry"),
            ("request", "Request"),
            ("suggestion", "Suggestion"),
            ("complaint", "Complaint"),
        ],
        required=True,
        default="enquiry",
    )
    severity = fields.Selection(SEVERITIES, required=True, default="normal")

    @api.depends("message_id")
    def _compute_subject(self):
        for wizard in self:
            message = wizard.message_id
            wizard.subject = message.subject or message.record_name

    def action_make(self):
        """Make the case and open it; where somebody was quicker, open hers."""
        self.ensure_one()
        self.message_id.check_access("read")
        Case = self.env["care.case"]
        Case.check_access("create")
        case = Case.search([("source_message_id", "=", self.message_id.id)], limit=1)
        if not case:
            case = Case._from_message(
                self.message_id,
                {"kind": self.kind, "severity": self.severity, "subject": self.subject},
            )
        return case._open_form()
