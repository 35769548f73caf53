"""What agents see of the customer's side: her page as it is now, and what she was told."""

from markupsafe import Markup

from odoo import fields, models


class CareCase(models.Model):
    _inherit = "care.case"

    # not sanitized: our own template, whose parts that people wrote were sanitized when stored
    customer_view = fields.Html(compute="_compute_customer_view", sanitize=False)
    told_summary = fields.Html(compute="_compute_told_summary", sanitize=False)

    def _compute_customer_view(self):
        for case in self:
            # sudo - care.case: the page holds mails that not every agent may read
            seen = case.sudo()._origin
            case.customer_view = seen and seen._render_page_body()

    def _render_page_body(self):
        values = {
            **self._page_values(),
            "role": "staff",
            "is_preview": True,
            "access_token": None,
        }
        lang = self._customer_lang()
        body = (
            self.env["ir.qweb"]
            .with_context(lang=lang)
            ._render("customer_care.portal_care_case_body", values)
        )
        return Markup('<div class="o_care_portal">%s</div>') % body

    def _compute_told_summary(self):
        for case in self:
            case.told_summary = case._notices()._say_list()
