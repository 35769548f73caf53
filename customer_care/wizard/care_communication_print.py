import datetime

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain


class CareCommunicationPrint(models.TransientModel):
    """The question whose communication records are printed, and of which days."""

    _name = "care.communication.print"
    _description = "Print Customer Communication Record"

    profile_ids = fields.Many2many("care.profile", string="Customers", required=True)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, ondelete="cascade"
    )
    date_from = fields.Date(
        "From",
        required=True,
        default=lambda self: fields.Date.context_today(self) - relativedelta(months=3, days=-1),
    )
    date_to = fields.Date("To", required=True, default=fields.Date.context_today)
    lang = fields.Selection(
        selection=lambda self: self.env["res.lang"].get_installed(),
        string="Language",
        required=True,
        default=lambda self: self.env.lang or "en_US",
    )

    # === DEFAULTS === #

    @api.model
    def default_get(self, fields):
        """Start with the customers from whom it was opened."""
        values = super().default_get(fields)
        if self.env.context.get("active_model") == "care.profile":
            values.setdefault("profile_ids", self.env.context.get("active_ids", []))
        return values

    # === CONSTRAINT METHODS === #

    @api.constrains("date_from", "date_to")
    def _check_dates(self):
        if any(wizard.date_to < wizard.date_from for wizard in self):
            raise ValidationError(self.env._("The record ends before it begins."))

    # === ACTIONS === #

    def action_print(self):
        """The communication record 客户沟通记录表 as a PDF."""
        self.ensure_one()
        self.check_access("read")
        action = self.env.ref("customer_care.report_communication_action").report_action(self)
        return {**action, "close_on_report_download": True}

    # === REPORT === #

    def _sheets(self):
        """See ``care.touchpoint._record_sheets``; read with the rights of who prints."""
        self.ensure_one()
        midnight = self.company_id._care_midnight
        done = Domain(
            [
                ("profile_id", "in", self.profile_ids.ids),
                ("state", "=", "done"),
                ("date_done", ">=", midnight(self.date_from)),
                ("date_done", "<", midnight(self.date_to + datetime.timedelta(days=1))),
            ]
        )
        return self.env["care.touchpoint"].search(done)._record_sheets()
