from datetime import date, datetime, timedelta

from ..common import TODAY, CareCommon


class OccasionCommon(CareCommon):
    """The company has one occasion, a birthday card; a test makes others. Its grades ask for
    nothing."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["care.occasion"].search([]).active = False
        cls.env["care.grade.cadence"].search([]).active = False
        cls.make_order(cls.acme, 1000, TODAY - timedelta(days=4))
        cls.make_order(cls.bolt, 1000, TODAY - timedelta(days=4))
        cls.refresh()
        cls.occasion = cls.make_occasion("Birthday", channel="card")
        cls.portal_user.active = False  # a contact with a login can't be archived
        cls.petra.care_birthday = date(1980, 3, 30)

    @classmethod
    def make_occasion(cls, name, kind="birthday", **vals):
        return cls.env["care.occasion"].create(
            {
                "name": name,
                "kind": kind,
                "company_id": cls.company.id,
                "workday_shift": "none",
                **vals,
            }
        )

    def planned(self, partner=None, state="planned", **equals):
        domain = [("partner_id", "=", (partner or self.acme).id), ("state", "=", state)]
        domain += [(name, "=", value) for name, value in equals.items()]
        return self.env["care.touchpoint"].search(domain)

    def days(self, partner=None, today=TODAY, horizon=60):
        """When the occasion takes place in the days from ``today`` on."""
        self.env["care.touchpoint"]._generate(
            horizon_days=horizon, today=today, partners=partner or self.acme, company=self.company
        )
        return self.planned(partner).mapped("occurrence_date")

    def rows(self):
        self.env.cr.execute("SELECT id, xmin FROM care_touchpoint ORDER BY id")
        rows = self.env.cr.fetchall()
        self.env.cr.execute("SELECT last_value FROM care_touchpoint_id_seq")
        return rows, self.env.cr.fetchone()

    def reminded(self):
        """The birthday of Petra, due today and reminded of."""
        self.petra.care_birthday = TODAY
        self.plan(self.acme)
        touchpoint = self.planned()
        self.env["care.touchpoint"]._cron_remind_touchpoints(datetime(2026, 3, 10, 9))
        self.assertTrue(self.reminders_of(touchpoint))
        return touchpoint
