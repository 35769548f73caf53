"""What kind of care a contact is, and when it is done well: as its occasion or its line of the
cadence says, or as a person worded it for this one contact."""

from odoo import api, fields, models

from ...const import CARE_KINDS

_HELP = (
    "Emotional: congratulations, thanks. Information: news, policies, trends. Service: help with"
    " what they have. Value: something that makes them better."
)


class CareOccasion(models.Model):
    _inherit = "care.occasion"

    care_kind = fields.Selection(CARE_KINDS, required=True, default="emotional", help=_HELP)


class CareGradeCadence(models.Model):
    _inherit = "care.grade.cadence"

    care_kind = fields.Selection(CARE_KINDS, required=True, default="service", help=_HELP)


class CareTouchpoint(models.Model):
    _inherit = "care.touchpoint"

    own_care_kind = fields.Selection(CARE_KINDS, copy=False)
    own_completion_standard = fields.Char(copy=False)
    care_kind = fields.Selection(
        CARE_KINDS,
        compute="_compute_care_kind",
        inverse="_inverse_care_kind",
        search="_search_care_kind",
        help=_HELP,
    )
    completion_standard = fields.Char(
        "Standard of Completion",
        compute="_compute_completion_standard",
        inverse="_inverse_completion_standard",
        help="When this contact is done well.",
    )

    # === COMPUTE METHODS === #

    @api.depends("own_care_kind", "occasion_id.care_kind", "cadence_id.care_kind")
    def _compute_care_kind(self):
        for touchpoint in self:
            touchpoint.care_kind = (
                touchpoint.own_care_kind
                or touchpoint.occasion_id.care_kind
                or touchpoint.cadence_id.care_kind
            )

    def _inverse_care_kind(self):
        for touchpoint in self:
            touchpoint.own_care_kind = touchpoint.care_kind

    def _search_care_kind(self, operator, value):
        if operator != "in":
            return NotImplemented
        rule = "&", ("own_care_kind", "=", False)
        from_rules = []
        if False in value:  # nobody said it, and there is no rule that does
            from_rules = ["|", *rule, "&", ("occasion_id", "=", False), ("cadence_id", "=", False)]
        kinds = [kind for kind in value if kind]
        return [
            *from_rules,
            *("|", ("own_care_kind", "in", kinds), *rule),
            *("|", ("occasion_id.care_kind", "in", kinds), ("cadence_id.care_kind", "in", kinds)),
        ]

    @api.depends(
        *("own_completion_standard", "occasion_id.completion_standard"),
        "cadence_id.completion_standard",
    )
    @api.depends_context("lang")
    def _compute_completion_standard(self):
        for touchpoint in self:
            touchpoint.completion_standard = (
                touchpoint.own_completion_standard
                or touchpoint.occasion_id.completion_standard
                or touchpoint.cadence_id.completion_standard
            )

    def _inverse_completion_standard(self):
        for touchpoint in self:
            touchpoint.own_completion_standard = touchpoint.completion_standard
