from odoo import api, fields, models
from odoo.exceptions import ValidationError


class CareCodePart(models.Model):
    """How one industry or region is abbreviated in a company's customer codes; one without either
    stands for all others of its kind. Care managers and the information administrator write it.
    """

    _name = "care.code.part"
    _description = "Abbreviation in Customer Codes"
    _order = "company_id, kind, code"
    _rec_name = "code"

    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        ondelete="cascade",
        default=lambda self: self.env.company.root_id,
        domain=[("parent_id", "=", False)],
    )
    kind = fields.Selection(
        [("industry", "Industry"), ("region", "Region")], required=True, default="industry"
    )
    industry_id = fields.Many2one(
        "res.partner.industry",
        index="btree_not_null",
        ondelete="cascade",
        help="Empty: every industry without an abbreviation of its own, and none.",
    )
    region = fields.Char(
        help="As it is written in customer files. Empty: every region without an abbreviation of"
        " its own, and none."
    )
    code = fields.Char("Abbreviation", required=True)

    _meaning_uniq = models.UniqueIndex(
        "(company_id, kind, COALESCE(industry_id, 0), lower(COALESCE(region, '')))",
        "This industry or region has an abbreviation already.",
    )
    _one_meaning = models.Constraint(
        "CHECK ((kind = 'industry' OR industry_id IS NULL)"
        " AND (kind = 'region' OR COALESCE(region, '') = ''))",
        "An abbreviation is that of an industry or of a region.",
    )

    @api.constrains("code")
    def _check_code(self):
        for part in self:
            if not part.code.strip().isalnum() or len(part.code) > 12:
                raise ValidationError(
                    self.env._(
                        "“%(code)s” is no abbreviation: use up to twelve letters and digits.",
                        code=part.code,
                    )
                )

    @api.model
    def _of_company(self, company):
        """``{(kind, industry id or folded region or False): abbreviation}``."""
        return {
            (part.kind, part.industry_id.id or self._fold(part.region)): part.code.strip()
            for part in self.search([("company_id", "=", company.id)])
        }

    @api.model
    def _fold(self, region):
        return (region or "").strip().casefold() or False
