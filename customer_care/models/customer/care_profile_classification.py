"""How a company sorts its customers and prospects, by hand."""

from odoo import api, fields, models
from odoo.tools import SQL

_CLASSIFICATION = {
    *("size", "stage", "region", "purchasing_power", "credit_grade"),
    *("source", "source_basis", "potential", "need"),
}


class CareProfile(models.Model):
    _inherit = "care.profile"

    # the contact's own, kept here so that customers are grouped and chosen by it
    industry_id = fields.Many2one(
        related="partner_id.industry_id",
        store=True,  # lists group by it, audiences and figures compare it
        index="btree_not_null",
        ondelete="set null",
        readonly=True,
    )
    category_ids = fields.Many2many(related="partner_id.category_id", string="Tags")

    # what the customer is
    size = fields.Selection([("large", "Large"), ("middle", "Medium-Sized"), ("small", "Small")])
    stage = fields.Selection(
        [
            ("prospect", "Not Yet a Customer"),
            ("trial", "First Orders"),
            ("growth", "Growing Together"),
            ("mature", "Steady"),
            ("decline", "Declining"),
            ("ended", "Ended"),
        ],
        string="Cooperation Stage",
        help="Where the relationship stands in its life.",
    )
    region = fields.Char(
        compute="_compute_region",
        store=True,  # people write their own
        readonly=False,
        help="The contact's state or country, until you write your own sales region.",
    )
    purchasing_power = fields.Selection([("high", "High"), ("middle", "Middle"), ("low", "Low")])
    credit_grade = fields.Char(help="By your company's own rule, for example AAA, AA, A, B.")

    # how we came to know it, and why we may keep that
    source = fields.Selection(
        [
            ("referral", "Referral"),
            ("partner", "Channel Partner"),
            ("online", "Online"),
            ("exhibition", "Exhibition"),
            ("association", "Association"),
            ("visit", "Own Visit"),
            ("tender", "Tender"),
            ("public", "Public Register"),
            ("other", "Other"),
        ],
        help="How you came to know this customer.",
    )
    source_basis = fields.Selection(
        [
            ("consent", "Consent"),
            ("contract", "Contract"),
            ("obligation", "Legal Obligation"),
            ("public", "Lawfully Public"),
            ("interest", "Legitimate Interest"),
        ],
        string="Lawful Basis",
        help="What allows you to keep information that came from this source.",
    )

    # what may become of it
    potential = fields.Selection([("high", "High"), ("ordinary", "Ordinary")])
    need = fields.Selection(
        [
            ("product", "Product-Oriented"),
            ("service", "Service-Oriented"),
            ("strategy", "Strategy-Oriented"),
        ],
        help="What the customer chiefly looks for: a product, a service, or a partner for its"
        " strategy.",
    )

    # === COMPUTE METHODS === #

    @api.depends("partner_id.state_id", "partner_id.country_id")
    def _compute_region(self):
        """Propose a region where there is none; what somebody wrote stays."""
        for profile in self:
            lang = profile.company_id.partner_id.lang
            partner = profile.partner_id.with_context(lang=lang)
            profile.region = profile.region or partner.state_id.name or partner.country_id.name

    # === BUSINESS METHODS === #

    @api.model
    def _hand_fields(self):
        return super()._hand_fields() | _CLASSIFICATION

    @api.model
    def _open_files(self, scope, partner_ids):
        """A file that the engine opens knows the contact's industry and place, too."""
        result = super()._open_files(scope, partner_ids)
        self.env.execute_query(
            SQL(
                """
                UPDATE care_profile p
                   SET industry_id = m.industry_id,
                       region = COALESCE(s.name, c.name->>%(lang)s, c.name->>'en_US')
                  FROM res_partner m
             LEFT JOIN res_country_state s ON s.id = m.state_id
             LEFT JOIN res_country c ON c.id = m.country_id
                 WHERE m.id = p.partner_id AND p.company_id = %(company)s
                   AND p.partner_id = ANY(%(partners)s)
                   AND COALESCE(m.industry_id, m.state_id, m.country_id) IS NOT NULL
             RETURNING p.id
                """,
                lang=scope.company.partner_id.lang or "en_US",
                company=scope.company.id,
                partners=partner_ids,
            )
        )
        return result

    # === PLATFORM EVENTS === #

    def _absorb(self, others):
        """What is known of one of two files that become one is known of it; a source keeps its own
        basis."""
        for name in _CLASSIFICATION - {"source", "source_basis"}:
            self[name] = self[name] or next(filter(None, others.mapped(name)), False)
        if not self.source and (sourced := others.filtered("source")[:1]):
            self.update({"source": sourced.source, "source_basis": sourced.source_basis})
        return super()._absorb(others)
