from odoo import fields, models
from odoo.exceptions import AccessError
from odoo.tools import convert_file

from ...const import GROUP_MANAGER

_SAMPLES = ("sample_story", "sample_account_plans")


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    care_turnover_source = fields.Selection(
        related="company_id.care_turnover_source", readonly=False, required=True
    )
    care_missing_day = fields.Selection(
        related="company_id.care_missing_day", readonly=False, required=True
    )
    care_check_days = fields.Integer(related="company_id.care_check_days", readonly=False)
    care_return_days = fields.Integer(related="company_id.care_return_days", readonly=False)
    care_daily_contacts = fields.Integer(related="company_id.care_daily_contacts", readonly=False)

    care_grade_lock_months = fields.Integer(
        related="company_id.care_grade_lock_months", readonly=False
    )
    care_grade_patience_months = fields.Integer(
        related="company_id.care_grade_patience_months", readonly=False
    )
    care_contact_capacity = fields.Integer(
        related="company_id.care_contact_capacity", readonly=False
    )

    care_dossier_minutes = fields.Integer(related="company_id.care_dossier_minutes", readonly=False)
    care_dossier_daily_limit = fields.Integer(
        related="company_id.care_dossier_daily_limit", readonly=False
    )
    care_loan_days = fields.Integer(related="company_id.care_loan_days", readonly=False)

    def action_care_load_sample(self):
        """Load the story of three invented companies into the present company; once is enough."""
        if not self.env.user.has_group(GROUP_MANAGER):
            raise AccessError(self.env._("Only a care manager loads sample data."))
        if not self.env.ref("customer_care.sample_partner_huasheng", raise_if_not_found=False):
            for scenario in _SAMPLES:
                convert_file(
                    # sudo - samples span sales, contacts and care; a care manager asks for them
                    self.sudo().env,
                    "customer_care",
                    f"data/scenarios/{scenario}.xml",
                    None,
                    mode="init",
                    noupdate=True,
                )
            self._care_refresh_samples()
        return self.env["ir.actions.act_window"]._for_xml_id("customer_care.care_profile_action")

    def _care_refresh_samples(self):
        self.env["care.profile"]._refresh()
        self.env["care.touchpoint"]._generate()
        self.env["care.touchpoint"]._cron_remind_touchpoints()
        self.env["care.contract"]._cron_remind_contracts()
