from odoo import api, fields, models
from odoo.exceptions import ValidationError


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    care_code_pattern = fields.Char(related="company_id.care_code_pattern", readonly=False)
    care_code_from_reference = fields.Boolean(
        related="company_id.care_code_from_reference", readonly=False
    )
    care_code_preview = fields.Char(
        string="Example of a Code", compute="_compute_care_code_preview"
    )
    care_verify_months = fields.Integer(related="company_id.care_verify_months", readonly=False)
    care_verify_old_days = fields.Integer(related="company_id.care_verify_old_days", readonly=False)
    care_improve_days = fields.Integer(related="company_id.care_improve_days", readonly=False)

    @api.depends("care_code_pattern", "company_id")
    def _compute_care_code_preview(self):
        """The next code of a made-up customer, or what is wrong with the pattern."""
        for settings in self:
            try:
                settings.care_code_preview = settings.care_code_pattern and self.env[
                    "care.profile"
                ]._code_example(settings.company_id.root_id, settings.care_code_pattern)
            except ValidationError as error:
                settings.care_code_preview = error.args[0]
