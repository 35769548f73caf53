from odoo import api, fields, models
from odoo.tools import SQL

from ...const import CHANNELS
from ...tools.lunar import lunar_birthdays, solar_birthdays


def columns(names, rows):
    """The columns of ``rows`` as lists, by name: what ``unnest`` takes."""
    return {name: [row[place] for row in rows] for place, name in enumerate(names)}


class CareOccasion(models.Model):
    """A day on which customers hear from us every year, such as the birthdays of their people:
    for whom, who does what, and how long before. Managers write it; the calendar plans touchpoints
    from it.

    A kind is a method ``_planned_<kind>`` that knows the days; another addon adds a kind with it.
    """

    _name = "care.occasion"
    _description = "Care Occasion"
    _inherit = ["care.audience"]
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    kind = fields.Selection(
        [
            ("birthday", "Birthday"),
            ("anniversary", "Cooperation anniversary"),
            ("company_date", "Founding day"),
            ("holiday", "Public holiday"),
            ("fixed", "Day of the year"),
            ("nth_weekday", "Weekday of a month"),
            ("lunar", "Lunar day"),
            ("industry", "Industry day"),
        ],
        string="Kind of Day",
        required=True,
        default="birthday",
        help="Birthday: of each person at the customer. Cooperation anniversary: of the customer's"
        " first order. Founding day: of the customer, as its contact says. Public holiday: of the"
        " country where the customer is. Industry day: for the industries of the audience.",
    )
    company_id = fields.Many2one(
        "res.company",
        index="btree_not_null",
        ondelete="cascade",
        domain=[("parent_id", "=", False)],
        help="Empty: for the customers of every company.",
    )
    active = fields.Boolean(default=True)

    # what is done, when and by whom
    channel = fields.Selection(CHANNELS, required=True, default="call")
    lead_days = fields.Integer(
        string="Days Before",
        help="How many days before the day itself the touchpoint is planned, so that a card"
        " arrives in time.",
    )
    user_id = fields.Many2one(
        "res.users",
        string="Responsible",
        index="btree_not_null",
        ondelete="set null",
        domain=[("share", "=", False)],
        help="Empty: who looks after the customer.",
    )
    action_text = fields.Text(
        string="What to Do", translate=True, help="Shown on each planned touchpoint."
    )
    completion_standard = fields.Char(
        string="Standard of Completion", translate=True, help="When this is done well."
    )
    counts_as_contact = fields.Boolean(
        default=True,
        help="A real contact with the customer: the next one is planned from here.",
    )

    _lead_days_range = models.Constraint(
        "CHECK (lead_days BETWEEN 0 AND 60)", "Plan at most 60 days before the day itself."
    )

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        """Let the calendar follow soon, not only at night."""
        self._plan_soon()
        return super().create(vals_list)

    def write(self, vals):
        """Let the calendar follow soon, not only at night."""
        self._plan_soon()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_plan_soon(self):
        self._plan_soon()

    @api.model
    def _plan_soon(self):
        """Start the planning in the background, once this is committed."""
        cron = self.env.ref("customer_care.cron_calendar_generate", raise_if_not_found=False)
        if cron:
            # sudo - ir.cron: a care manager may not read scheduled actions
            cron.sudo()._trigger()

    # === ACTIONS === #

    @api.readonly
    def action_open_touchpoints(self):
        """What was planned from this occasion."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "customer_care.care_touchpoint_action_customer"
        )
        action["domain"] = [("occasion_id", "=", self.id)]
        return action

    # === BUSINESS METHODS === #

    @api.model
    def _set_of(self, company):
        """The occasions that hold for a root company: its own and the shared ones."""
        return self.search([("company_id", "in", (False, company.id)), ("active", "=", True)])

    def _actor_of(self, company):
        """Who acts for every customer of the company: nobody in particular where the responsible
        person does not work there."""
        self.ensure_one()
        user = self.user_id
        return user if user.active and company in user.company_ids.root_id else user.browse()

    def _sql_wanted(self, scope, days):
        """The touchpoints that these occasions ask for on ``days``, as SQL: ``profile_id,
        partner_id, contact_id, user_id, occasion_id, channel, counts_as_contact, occurrence_date,
        date_planned, first_day`` (the first one for which something can still be planned).
        """
        nothing = SQL(
            "SELECT NULL::int AS profile_id, NULL::int AS partner_id, NULL::int AS contact_id,"
            " NULL::int AS user_id, NULL::int AS occasion_id, NULL::varchar AS channel,"
            " NULL::bool AS counts_as_contact, NULL::date AS occurrence_date,"
            " NULL::date AS date_planned, NULL::date AS first_day WHERE FALSE"
        )
        workdays = scope.company._care_working_days()
        wanted = [occasion._sql_wanted_one(scope, days, workdays) for occasion in self]
        return SQL(" UNION ALL ").join([nothing, *filter(None, wanted)])

    def _sql_wanted_one(self, scope, days, workdays):
        """The rows of one occasion: its days (``_planned_<kind>``) for the customers of its
        audience. None where it takes place on none of the days.

        What is planned for when comes along with the days: joined afterwards, the planner would
        take it for the place to begin.
        """
        first = self._first_day(scope.today, workdays)
        planned = getattr(self, f"_planned_{self.kind}")(
            scope, self._moved_days(days, workdays, first)
        )
        if planned is None:
            return None
        return SQL(
            """
            SELECT p.id AS profile_id, p.partner_id, d.contact_id,
                   COALESCE(%(actor)s, p.user_id) AS user_id, %(occasion)s AS occasion_id,
                   %(channel)s AS channel, %(counts)s AS counts_as_contact,
                   d.day AS occurrence_date, d.date_planned, %(first)s::date AS first_day
              FROM care_profile p
              JOIN (%(planned)s) d ON %(belongs)s AND d.place = MOD(p.id, %(spread)s)
             WHERE p.active AND %(scope)s AND %(audience)s
            """,
            actor=self._actor_of(scope.company).id or None,
            occasion=self.id,
            channel=self.channel,
            counts=self.counts_as_contact,
            first=first,
            planned=planned,
            belongs=self._sql_belongs(),
            spread=self.spread_days,
            scope=scope.covers(SQL("p.company_id"), SQL("p.partner_id")),
            audience=self._sql_audience("p", scope.company),
        )

    def _sql_belongs(self):
        """Whether a planned day ``d`` is one of the customer's file ``p``."""
        return SQL("d.partner_id = p.partner_id")

    # === KINDS: WHICH DAYS === #

    def _planned_birthday(self, scope, moved):
        """Birthdays of people, as SQL: ``partner_id`` (the customer), ``contact_id`` (NULL where
        the customer is the person), ``day``, ``place`` and ``date_planned``. One birthday a year:
        the lunar one where it is known.

        The days are converted once; the calendar of no person is.

        :param moved: the days looked at, see ``_moved_days``
        """
        after = scope.company._care_keeps_day_after()
        lunar = [(*key, *row) for row in moved for key in lunar_birthdays(row.day, after)]
        return SQL(
            """
            SELECT c.commercial_partner_id AS partner_id,
                   NULLIF(c.id, c.commercial_partner_id) AS contact_id,
                   b.day, b.place, b.date_planned
              FROM res_partner c
              JOIN (%(solar)s) b ON b.month_day = %(month_day)s
             WHERE c.care_birthday IS NOT NULL AND c.care_lunar_month IS NULL AND %(person)s
         UNION ALL
            SELECT c.commercial_partner_id, NULLIF(c.id, c.commercial_partner_id),
                   b.day, b.place, b.date_planned
              FROM res_partner c
              JOIN unnest(%(months)s::int[], %(numbers)s::int[], %(leaps)s::bool[],
                          %(days)s::date[], %(places)s::int[], %(planned)s::date[])
                   AS b(month, number, leap, day, place, date_planned)
                ON b.month = c.care_lunar_month AND b.number = c.care_lunar_day
               AND b.leap = COALESCE(c.care_lunar_leap, FALSE)
             WHERE c.care_lunar_month IS NOT NULL AND %(person)s
            """,
            solar=self._sql_solar_days(moved, scope.company),
            month_day=self._sql_month_day(SQL("c.care_birthday")),
            person=self._sql_person(scope),
            **columns(("months", "numbers", "leaps", "days", "places", "planned"), lunar),
        )

    def _planned_anniversary(self, scope, moved):
        """The day of the customer's first order, from the first year on; columns as in
        ``_planned_birthday``."""
        return SQL(
            """
            SELECT a.partner_id, NULL::int AS contact_id, b.day, b.place, b.date_planned
              FROM care_profile a JOIN (%(solar)s) b ON b.month_day = %(month_day)s
             WHERE a.company_id = %(company)s AND b.day > a.first_order_date
            """,
            solar=self._sql_solar_days(moved, scope.company),
            month_day=self._sql_month_day(SQL("a.first_order_date")),
            company=scope.company.id,
        )

    def _sql_person(self, scope):
        """Whether the contact ``c`` is somebody to greet: a person who is still there, and whom
        this company knows."""
        return SQL(
            "c.active AND c.is_company IS NOT TRUE AND %s"
            " AND (c.company_id IS NULL OR c.company_id IN %s)",
            scope.covers_partner(SQL("c.commercial_partner_id")),
            scope.branch_ids,
        )

    def _sql_solar_days(self, moved, company):
        """The days with the birthdays kept on them, as SQL: ``month_day`` (1231 for the last of
        December), ``day``, ``place``, ``date_planned``."""
        after = company._care_keeps_day_after()
        kept = [
            (month * 100 + number, *row)
            for row in moved
            for month, number in solar_birthdays(row.day, after)
        ]
        return SQL(
            """
            SELECT * FROM unnest(%(keys)s::int[], %(days)s::date[], %(places)s::int[],
                                 %(planned)s::date[]) AS s(month_day, day, place, date_planned)
            """,
            **columns(("keys", "days", "places", "planned"), kept),
        )

    def _sql_month_day(self, column):
        return SQL("(EXTRACT(MONTH FROM %s) * 100 + EXTRACT(DAY FROM %s))::int", column, column)
