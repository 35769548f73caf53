"""What the calendar knows of a customer: when we last spoke, and when we should again."""

from odoo import api, fields, models
from odoo.tools import SQL

from ..customer.figure_fields import CountFigure
from ..customer.refresh_scope import RefreshScope
from .care_profile_contact_facts import CONTACT_FIGURES


class CareProfile(models.Model):
    _inherit = "care.profile"

    last_contact_date = fields.Date(
        "Last Contact",
        readonly=True,
        copy=False,
        help="The day of the last real contact. Automatic mail does not count.",
    )
    next_contact_date = fields.Date(
        "Next Contact",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="When the cadence of the grade asks for the next contact.",
    )
    contact_limit_date = fields.Date(
        "Contact at the Latest",
        readonly=True,
        copy=False,
        help="The last day that the cadence of the grade allows for the next contact.",
    )
    contact_count_12m = CountFigure(
        "Contacts 12 Months", help="Real contacts of the last twelve months."
    )
    touchpoint_ids = fields.One2many("care.touchpoint", "profile_id")
    is_contact_due = fields.Boolean(compute="_compute_is_contact_late")
    is_contact_late = fields.Boolean(
        string="Contact Overdue",
        compute="_compute_is_contact_late",
        search="_search_is_contact_late",
    )

    # === COMPUTE METHODS === #

    @api.depends("next_contact_date", "contact_limit_date")
    def _compute_is_contact_late(self):
        today = fields.Date.context_today(self)
        for profile in self:
            due, limit = profile.next_contact_date, profile.contact_limit_date
            profile.is_contact_due = bool(due and due <= today)
            profile.is_contact_late = bool(limit and limit < today)

    def _search_is_contact_late(self, operator, value):
        if operator != "in":
            return NotImplemented
        return [("contact_limit_date", "<", fields.Date.context_today(self))]

    # === ACTIONS === #

    @api.readonly
    def action_open_touchpoints(self):
        """The customer's planned and past touchpoints."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "customer_care.care_touchpoint_action_customer"
        )
        action["domain"] = [("profile_id", "=", self.id)]
        action["context"] = {"default_partner_id": self.partner_id.id}
        return action

    # === FIGURES === #

    @api.model
    def _refresh_steps(self):
        return [*super()._refresh_steps(), "_refresh_contacts"]

    @api.model
    def _refresh_contacts(self, scope):
        """Last and next contact, counted from what was said. See ``_contact_sources``."""
        self._update_figures(scope, CONTACT_FIGURES, self._figures_contacts)

    @api.model
    def _figures_contacts(self, scope):
        """Rows ``(profile_id, …)`` of the contact figures.

        The next contact is the shortest interval of the grade's counting lines after the last
        one; before the first, after the last order or the day of the grade. The limit is counted
        in the same way from the shortest maximum. Contacts are summed up once, whatever the
        planner believes about their number.
        """
        return SQL(
            """
              WITH t AS MATERIALIZED (%(contacts)s)
            SELECT p.id AS profile_id, t.last_contact_date,
                   COALESCE(t.contact_count_12m, 0) AS contact_count_12m,
                   CASE WHEN p.active THEN b.day + c.interval_days END AS next_contact_date,
                   CASE WHEN p.active THEN b.day + c.max_days END AS contact_limit_date
              FROM care_profile p
         LEFT JOIN t ON t.customer_id = p.partner_id
        CROSS JOIN LATERAL (SELECT COALESCE(t.last_contact_date, p.last_order_date, p.grade_since)
                                   AS day) b
         LEFT JOIN (SELECT grade_id, MIN(interval_days) AS interval_days, MIN(max_days) AS max_days
                      FROM care_grade_cadence WHERE active AND counts_as_contact
                           AND interval_days > 0
                  GROUP BY grade_id) c ON c.grade_id = p.grade_id
             WHERE %(scope)s
            """,
            contacts=self._contacts(scope),
            scope=scope.covers(SQL("p.company_id"), SQL("p.partner_id")),
        )

    @api.model
    def _refresh_contacts_now(self, partners, company):
        """A contact took place: move the customer's dates and plans in this very transaction."""
        self.env.flush_all()
        # sudo - care.profile: the engine alone writes figures; a scheduled action that causes this
        # must not be committed by it
        engine = self.sudo().with_context(cron_id=None)
        engine._refresh_contacts(RefreshScope.of(company, partners=partners))
        self.env.invalidate_all()
        engine.env["care.touchpoint"]._generate(partners=partners, company=company)

    def _after_grade_change(self):
        for company, profiles in self.grouped("company_id").items():
            self._refresh_contacts_now(profiles.partner_id, company)
        return super()._after_grade_change()

    # === PAGE === #

    @api.model
    def _page_fields(self):
        return [*super()._page_fields(), "last_contact_date", "next_contact_date"]

    def _page_tiles(self):
        return [
            *super()._page_tiles(),
            {
                "key": "contacts",
                "title": self.env._("Contacts"),
                "figures": [
                    self._page_figure("contact_count_12m", "integer"),
                    self._page_figure("last_contact_date", "date"),
                    self._page_figure("next_contact_date", "date", late=self.is_contact_due),
                    self._page_figure("contact_limit_date", "date", late=self.is_contact_late),
                ],
                "chart": self._page_contact_chart(),
            },
        ]

    @api.model
    def _timeline_kinds(self):
        return [
            *super()._timeline_kinds(),
            {"kind": "contact", "label": self.env._("Contacts"), "icon": "fa-comments-o"},
        ]

    @api.model
    def _timeline_sources(self):
        return [*super()._timeline_sources(), "_timeline_touchpoints"]

    def _timeline_touchpoints(self, limit):
        """Communication records, newest first."""
        touchpoints = self.env["care.touchpoint"].search(
            [("profile_id", "=", self.id), ("state", "=", "done")],
            order="date_done desc",
            limit=limit,
        )
        return [
            self._timeline_event(
                "contact",
                touchpoint,
                fields.Datetime.context_timestamp(self, touchpoint.date_done).date(),
                touchpoint.purpose or "",
                note=touchpoint.topics or touchpoint.feedback or "",
                channel=touchpoint.channel,
            )
            for touchpoint in touchpoints
        ]

    # === PLATFORM EVENTS === #

    def _absorb(self, others):
        self.env["care.touchpoint"]._hand_over(others, self)
        return super()._absorb(others)

    def _move_to(self, customer):
        result = super()._move_to(customer)
        self.env["care.touchpoint"]._hand_over(self, self)
        return result
