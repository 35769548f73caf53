from odoo import models
from odoo.exceptions import AccessError


class MailRenderMixin(models.AbstractModel):
    _inherit = "mail.render.mixin"

    def _render_template(self, template_src, model, res_ids, *args, **kwargs):
        """No mail is ever written from a confidential dossier, whoever may read it."""
        if model == "care.dossier":
            raise AccessError(self.env._("Nothing of a confidential dossier is sent by mail."))
        return super()._render_template(template_src, model, res_ids, *args, **kwargs)
