from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.case.care_mail_triage import sender_name


class CareMailSort(models.TransientModel):
    """What a person decides about mails that wait to be sorted."""

    _name = "care.mail.sort"
    _description = "Sort Mail"

    triage_ids = fields.Many2many("care.mail.triage", readonly=True)
    choice = fields.Selection(
        [
            ("case", "It is a case"),
            ("add", "It belongs to a case"),
            ("nothing", "Nothing is to be done"),
        ],
        string="What Is It",
        required=True,
        default="case",
    )
    kind = fields.Selection(
        [
            ("enquiry", "Enquiry"),
            ("request", "Request"),
            ("suggestion", "Suggestion"),
            ("complaint", "Complaint"),
        ],
        default="enquiry",
    )
    case_id = fields.Many2one("care.case", ondelete="cascade")
    partner_id = fields.Many2one(
        "res.partner",
        string="Written By",
        ondelete="cascade",
        help="The customer, or the person there. Its address is remembered: the next mail from it"
        " finds its customer by itself.",
    )
    has_case = fields.Boolean(compute="_compute_has_case")
    senders = fields.Char("From", compute="_compute_has_case")

    @api.depends("triage_ids")
    def _compute_has_case(self):
        for wizard in self:
            wizard.has_case = bool(wizard.triage_ids.case_id)
            wizard.senders = ", ".join(filter(None, set(wizard.triage_ids.mapped("email_from"))))

    def action_sort(self):
        """Carry out what was chosen.

        :raise UserError: where something is missing
        """
        self.ensure_one()
        triages = self.triage_ids
        triages._check_sorter()
        if self.choice == "nothing":
            triages._set_sorted("nothing")
            return None
        if self.choice == "add" and not self.case_id:
            raise UserError(self.env._("Choose the case that the mail belongs to."))
        self.case_id.check_access("write")
        self.partner_id.check_access("read")
        for triage in triages:
            triage._sort(
                case=self.case_id if self.choice == "add" else None,
                partner=self.partner_id,
                kind=self.kind,
                name=sender_name(triage.email_from),
            )
        return triages.case_id._open_form() if len(triages.case_id) == 1 else None
