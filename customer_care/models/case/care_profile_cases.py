"""What cases say of a customer."""

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.tools import SQL

from ..customer.figure_fields import CountFigure, RatioFigure

# Complaints that count: those that were not entered by mistake, withdrawn, or unfounded.
_UNFOUNDED = ("rejected", "cancelled")
_UNRESOLVED = ("received", "acknowledged", "investigating", "proposed", "in_progress")


class CareProfile(models.Model):
    _inherit = "care.profile"

    case_ids = fields.One2many("care.case", "profile_id")
    open_complaint_count = CountFigure(
        "Unresolved Complaints",
        help="Complaints that are not resolved yet. Empty: neither traded nor complained.",
    )
    major_complaint_count_12m = CountFigure(
        "Major Complaints 12 Months",
        help="Major complaints received within the last twelve months, but for those rejected or"
        " cancelled. Empty: neither traded nor complained.",
    )
    complaint_rate_percent = RatioFigure(
        "Complaint Rate (%)",
        digits=(16, 1),
        aggregator=None,
        help="Complaints of the last twelve months, but for those rejected or cancelled, for each"
        " hundred orders of these months. Empty: no orders.",
    )
    open_case_count = fields.Integer("Open Cases", compute="_compute_case_counts")
    case_count = fields.Integer("Cases", compute="_compute_case_counts")

    # === COMPUTE METHODS === #

    @api.depends("case_ids.state")
    def _compute_case_counts(self):
        counts = {
            (profile, state): count
            for profile, state, count in self.env["care.case"]._read_group(
                [("profile_id", "in", self.ids)], ["profile_id", "state"], ["__count"]
            )
        }
        for profile in self:
            own = {state: count for (file, state), count in counts.items() if file == profile}
            profile.case_count = sum(own.values())
            profile.open_case_count = sum(own.get(state, 0) for state in _UNRESOLVED)

    # === ACTIONS === #

    @api.readonly
    def action_open_cases(self):
        """The customer's cases."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("customer_care.care_case_action")
        return {
            **action,
            "domain": [("profile_id", "=", self.id)],
            "context": {"default_partner_id": self.partner_id.id},
        }

    @api.model
    @api.readonly
    def action_new_case(self, partner_id):
        """The quick form for a customer on the phone.

        :param int partner_id: the customer or one of its people
        """
        self.env["care.case"].check_access("create")
        partner = self.env["res.partner"].browse(int(partner_id)).exists()
        partner.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "customer_care.care_case_action_quick"
        )
        customer = partner.commercial_partner_id
        return {
            **action,
            "context": {
                "default_partner_id": customer.id,
                "default_contact_id": partner.id if partner != customer else False,
                "default_channel": "phone",
            },
        }

    # === REFRESH === #

    @api.model
    def _refresh_steps(self):
        steps = super()._refresh_steps()
        steps.insert(steps.index("_refresh_customers") + 1, "_refresh_case_files")
        steps.insert(steps.index("_refresh_rank"), "_refresh_complaints")
        return steps

    @api.model
    def _refresh_case_files(self, scope):
        """Cases of partners who have become customers, or contacts of one, hang on that file; so
        do the promises about them. Ended promises keep what they were about."""
        moved = self.env.execute_query(
            SQL(
                """
                UPDATE care_case c
                   SET partner_id = m.commercial_partner_id, profile_id = p.id,
                       contact_id = CASE WHEN m.id = m.commercial_partner_id THEN c.contact_id
                                         ELSE COALESCE(c.contact_id, m.id) END
                  FROM res_partner m
                  JOIN care_profile p ON p.partner_id = m.commercial_partner_id
                 WHERE m.id = c.partner_id AND c.company_id IN %(branches)s AND %(scope)s
                   AND (c.profile_id, c.partner_id)
                       IS DISTINCT FROM (p.id, m.commercial_partner_id)
             RETURNING c.id
                """,
                branches=scope.branch_ids,
                scope=scope.covers(SQL("p.company_id"), SQL("p.partner_id")),
            )
        )
        if moved:
            self.env.execute_query(
                SQL(
                    "UPDATE care_sla_clock k"
                    " SET partner_id = c.partner_id, profile_id = c.profile_id"
                    " FROM care_case c WHERE c.id = k.case_id AND c.id = ANY(%s)"
                    " AND k.date_end IS NULL RETURNING k.id",
                    [row[0] for row in moved],
                )
            )
            self.env.invalidate_all()

    @api.model
    def _refresh_complaints(self, scope):
        """Complaints. No row here, neither trade nor complaint: they stay NULL."""
        columns = ["open_complaint_count", "major_complaint_count_12m", "complaint_rate_percent"]
        self._update_figures(scope, columns, self._figures_complaints)

    @api.model
    def _complaint_window(self, scope):
        """The moments between which a complaint counts: the company's days of twelve months."""
        midnight = scope.company._care_midnight
        day = relativedelta(days=1)
        return midnight(scope.today - relativedelta(months=12) + day), midnight(scope.today + day)

    @api.model
    def _figures_complaints(self, scope):
        """Rows ``(profile_id, …)``. It relies on the index of complaints."""
        since, until = self._complaint_window(scope)
        return SQL(
            """
            SELECT p.id AS profile_id, COALESCE(c.unresolved, 0) AS open_complaint_count,
                   COALESCE(c.major, 0) AS major_complaint_count_12m,
                   ROUND(100.0 * COALESCE(c.recent, 0) / NULLIF(p.order_count_12m, 0), 1)
                       AS complaint_rate_percent
              FROM care_profile p
         LEFT JOIN (SELECT profile_id,
                           COUNT(*) FILTER (WHERE state IN %(unresolved)s)::int AS unresolved,
                           COUNT(*) FILTER (WHERE %(counts)s)::int AS recent,
                           COUNT(*) FILTER (WHERE %(counts)s AND severity = 'major')::int AS major
                      FROM care_case c
                     WHERE kind = 'complaint' AND company_id IN %(branches)s
                       AND %(cases)s
                  GROUP BY profile_id) c ON c.profile_id = p.id
             WHERE %(scope)s AND (p.first_order_date IS NOT NULL OR c.profile_id IS NOT NULL)
            """,
            unresolved=_UNRESOLVED,
            counts=SQL(
                "c.state NOT IN %s AND c.date_received >= %s AND c.date_received < %s",
                _UNFOUNDED,
                since,
                until,
            ),
            branches=scope.branch_ids,
            cases=scope.covers_partner(SQL("c.partner_id")),
            scope=scope.covers(SQL("p.company_id"), SQL("p.partner_id")),
        )

    # === JUDGEMENT === #

    @api.model
    def _risk_signs(self, scope):
        return {**super()._risk_signs(scope), "complaint": SQL("p.open_complaint_count > 0")}

    def _risk_sentence_complaint(self):
        return self.env._("Unresolved complaints: %(count)s.", count=self.open_complaint_count or 0)

    # === PLATFORM EVENTS === #

    def _absorb(self, others):
        others._hand_over_cases(self)
        return super()._absorb(others)

    def _move_to(self, customer):
        result = super()._move_to(customer)
        self._hand_over_cases(self)
        return result

    def _hand_over_cases(self, target):
        """Cases belong to the customer who stays; where the old one is her contact now, it becomes
        the person spoken to."""
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """
                UPDATE care_case c
                   SET profile_id = %(file)s, partner_id = %(customer)s,
                       contact_id = COALESCE(c.contact_id, (SELECT m.id FROM res_partner m
                                              WHERE m.id = c.partner_id AND m.id <> %(customer)s
                                                AND m.commercial_partner_id = %(customer)s))
                 WHERE profile_id IN %(files)s
                """,
                file=target.id,
                customer=target.partner_id.id,
                files=tuple(self.ids),
            )
        )
        self.env["care.case"].invalidate_model(["profile_id", "partner_id", "contact_id"])


class CareGradeCriterion(models.Model):
    _inherit = "care.grade.criterion"

    @api.model
    def _metrics(self):
        names = ["major_complaint_count_12m", "open_complaint_count", "complaint_rate_percent"]
        return [*super()._metrics(), *names]


class CareCase(models.Model):
    _inherit = "care.case"

    # What figures are counted from.
    _COUNTED = {"kind", "severity", "state", "partner_id", "company_id", "date_received"}

    def _begin(self):
        result = super()._begin()
        self._put_dirty()
        return result

    def _after_write(self, names):
        result = super()._after_write(names)
        if self._COUNTED & names:
            self._put_dirty()
        return result

    def _written_values(self, vals):
        """Whoever loses a case to another customer is counted anew too."""
        if "partner_id" in vals:
            self._put_dirty()
        return super()._written_values(vals)

    def _put_dirty(self):
        """Let the customers of these cases be counted anew."""
        self.flush_recordset()
        if self:
            self.env["care.dirty"]._put(
                SQL("SELECT partner_id, company_id FROM care_case WHERE id = ANY(%s)", self.ids)
            )
