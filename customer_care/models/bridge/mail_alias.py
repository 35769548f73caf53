import ast

from odoo import models


class MailAlias(models.Model):
    _inherit = "mail.alias"

    def _care_defaults(self):
        """The values that this alias gives to new cases."""
        self.ensure_one()
        if self.alias_model_id.model != "care.case":
            return {}
        return dict(ast.literal_eval(self.alias_defaults or "{}"))
