from odoo import api, fields, models
from odoo.tools import format_list

from .care_case import KINDS


class CareSlaPolicy(models.Model):
    """Promises about cases of one kind or of some categories."""

    _inherit = "care.sla.policy"

    case_kind = fields.Selection(
        KINDS, string="Kind of Case", help="Only cases of this kind. Empty: any, also other mail."
    )
    category_ids = fields.Many2many(
        "care.case.category",
        string="Categories",
        ondelete="restrict",
        help="Only cases of these categories and those below them. Empty: all.",
    )
    covered_category_ids = fields.Many2many(
        "care.case.category", compute="_compute_covered_category_ids"
    )

    @api.depends("category_ids")
    def _compute_covered_category_ids(self):
        for policy in self:
            wanted = policy.with_context(active_test=False).category_ids
            policy.covered_category_ids = wanted.search([("id", "child_of", wanted.ids)])

    @api.model
    def _conditions(self):
        names = super()._conditions()
        place = names.index("severity")
        return [*names[:place], "covered_category_ids", "case_kind", *names[place:]]

    @api.model
    def _facts(self, subject, profile):
        facts = super()._facts(subject, profile)
        if subject._name == "care.case":
            # sudo - care.case.category: what is promised does not depend on who takes the call
            facts |= {
                "case_kind": subject.kind,
                "covered_category_ids": subject.sudo().category_id,
            }
        return facts

    @api.depends("case_kind", "category_ids")
    def _compute_sentence(self):
        return super()._compute_sentence()

    def _say_conditions(self):
        said = super()._say_conditions()
        if self.case_kind:
            label = dict(self._fields["case_kind"]._description_selection(self.env))[self.case_kind]
            said.append(self.env._("kind of case: %(kind)s", kind=label))
        if self.category_ids:
            names = format_list(self.env, self.category_ids.mapped("name"), "or")
            said.append(self.env._("category %(categories)s", categories=names))
        return said
