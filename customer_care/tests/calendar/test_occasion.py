from datetime import date

from psycopg2 import IntegrityError

from odoo import Command
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import SQL, mute_logger

from ..common import CareCommon


@tagged("post_install", "-at_install")
class TestOccasion(CareCommon):
    """Who configures occasions, whom they are for, and the birthdays they need."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_trade()  # Acme is graded A, the next two B, Dock C
        cls.occasion = cls.env["care.occasion"].create(
            {"name": "Autumn greeting", "kind": "birthday", "company_id": cls.company.id}
        )

    def audience(self, company=None, **vals):
        """The customers among our cast for whom the occasion is with these conditions."""
        company = company or self.company
        self.occasion.write(vals)
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                "SELECT p.partner_id FROM care_profile p WHERE p.company_id = %s AND %s",
                company.id,
                self.occasion._sql_audience("p", company),
            )
        )
        return self.env["res.partner"].browse(row[0] for row in rows) & (self.customers | self.elm)

    # === AUDIENCE === #

    def test_nothing_filled_in_means_everybody(self):
        self.assertEqual(self.audience(), self.customers)

    def test_by_grade(self):
        graded = self.file_of(self.acme).grade_id
        expected = self.customers.filtered(lambda c: self.file_of(c).grade_id == graded)
        self.assertTrue(self.customers > expected > self.env["res.partner"])
        self.assertEqual(self.audience(grade_ids=[Command.set(graded.ids)]), expected)

    def test_by_tag_and_those_below_it(self):
        parent = self.env["res.partner.category"].create({"name": "Shows"})
        child = self.env["res.partner.category"].create({"name": "Fair", "parent_id": parent.id})
        self.bolt.category_id = child
        self.crane.category_id = parent
        self.assertEqual(
            self.audience(category_ids=[Command.set(parent.ids)]), self.bolt | self.crane
        )
        self.assertEqual(self.audience(category_ids=[Command.set(child.ids)]), self.bolt)

    def test_an_archived_tag_still_limits(self):
        tag = self.env["res.partner.category"].create({"name": "Old"})
        self.bolt.category_id = tag
        self.occasion.category_ids = tag
        tag.active = False
        self.assertEqual(self.audience(), self.bolt)

    def test_what_limits_an_audience_is_not_deleted(self):
        tag = self.env["res.partner.category"].create({"name": "Old"})
        self.occasion.category_ids = tag
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), self.cr.savepoint():
            tag.unlink()

    def test_conditions_hold_together(self):
        industry = self.env["res.partner.industry"].create({"name": "Shipyards"})
        norway, spain = self.env.ref("base.no"), self.env.ref("base.es")
        (self.acme | self.bolt).industry_id = industry
        (self.bolt | self.crane).country_id = norway
        self.assertEqual(self.audience(industry_ids=industry.ids), self.acme | self.bolt)
        self.assertEqual(self.audience(country_ids=(norway | spain).ids), self.bolt)

    def test_by_domain(self):
        self.acme.city = "Bergen"
        self.assertEqual(self.audience(partner_domain="[('city', '=', 'Bergen')]"), self.acme)

    def test_a_domain_reads_the_files_of_the_company_it_is_for(self):
        """Acme is another grade of customer for Ridge."""
        ridge = self.file_of(self.acme, self.other_company)
        ridge.grade_id = self.grade_c
        domain = f"[('care_grade_id', '=', {self.grade_c.id})]"
        self.assertNotIn(self.acme, self.audience(partner_domain=domain))
        self.occasion.company_id = False
        self.assertIn(self.acme, self.audience(self.other_company, partner_domain=domain))

    def test_a_domain_that_cannot_be_read_is_refused(self):
        for domain in ("[('nothing', '=', 1)]", "[('city', '=',", "[('city', '=', uid)]", "7"):
            with self.subTest(domain=domain), self.assertRaises(ValidationError):
                self.occasion.partner_domain = domain

    def test_nobody_asks_the_engine_for_what_she_may_not_read(self):
        """Sign-up tokens are for administrators."""
        with self.assertRaises(AccessError):
            self.occasion.with_user(self.manager).partner_domain = "[('signup_type', '!=', False)]"

    # === RIGHTS === #

    def test_managers_configure_and_users_read(self):
        form = Form(self.env["care.occasion"].with_user(self.manager))
        form.name = "Founding day"
        form.kind = "anniversary"
        form.save()
        self.assertEqual(self.occasion.with_user(self.rep).name, "Autumn greeting")
        with self.assertRaises(AccessError):
            self.occasion.with_user(self.rep).name = "Mine"
        with self.assertRaises(AccessError):
            self.occasion.with_user(self.employee).read(["name"])

    def test_occasions_of_another_company_are_not_seen(self):
        context = {"allowed_company_ids": self.other_company.ids}
        Occasion = self.env["care.occasion"].with_user(self.other_rep).with_context(**context)
        self.assertNotIn(self.occasion, Occasion.search([]))
        self.occasion.company_id = False
        self.assertIn(self.occasion, Occasion.search([]))

    def test_the_calendar_follows_soon(self):
        cron = self.env.ref("customer_care.cron_calendar_generate")
        self.env["ir.cron.trigger"].search([("cron_id", "=", cron.id)]).unlink()
        self.occasion.with_user(self.manager).lead_days = 3
        self.assertTrue(self.env["ir.cron.trigger"].search([("cron_id", "=", cron.id)]))

    def test_too_early_is_refused(self):
        for days in (-1, 61):
            with (
                self.subTest(days=days),
                self.assertRaises(IntegrityError),
                mute_logger("odoo.sql_db"),
                self.cr.savepoint(),
            ):
                self.occasion.lead_days = days
                self.occasion.flush_recordset()

    # === BIRTHDAYS === #

    def test_a_lunar_birthday_has_a_month_and_a_day(self):
        for month, day in ((13, 1), (0, 5), (5, 0), (1, 31), (-1, 3)):
            with self.subTest(month=month, day=day), self.assertRaises(ValidationError):
                self.petra.write({"care_lunar_month": month, "care_lunar_day": day})
        self.petra.write({"care_lunar_month": 12, "care_lunar_day": 30, "care_lunar_leap": True})
        self.petra.write({"care_lunar_month": 0, "care_lunar_day": 0})

    def test_no_lunar_birthday_is_nothing_and_not_zero(self):
        self.petra.write({"care_lunar_month": 8, "care_lunar_day": 15})
        self.petra.write({"care_lunar_month": 0, "care_lunar_day": 0})
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertIs(self.petra.care_lunar_month, False)
        query = SQL("SELECT care_lunar_month FROM res_partner WHERE id = %s", self.petra.id)
        self.assertEqual(self.env.execute_query(query), [(None,)])

    def test_birthdays_are_for_care_users(self):
        self.petra.care_birthday = date(1980, 6, 1)
        names = ["care_birthday", "care_lunar_month", "care_lunar_day", "care_lunar_leap"]
        self.petra.with_user(self.rep).read(names)
        for user in (self.employee, self.seller, self.portal_user):
            for name in names:
                with self.subTest(user=user.name, name=name), self.assertRaises(AccessError):
                    self.petra.with_user(user).read([name])
            with self.assertRaises(AccessError):
                self.env["res.partner"].with_user(user).search([("care_birthday", "!=", False)])

    def test_persons_have_the_birthday_on_both_forms(self):
        """The contact's own, and the dialog inside the company's."""
        user = self._make_user(
            "Keeper", "customer_care.group_care_user", "base.group_partner_manager"
        )
        with Form(self.petra.with_user(user)) as form:
            form.care_birthday = date(1980, 6, 1)
        with Form(self.acme.with_user(user)) as form, form.child_ids.edit(0) as contact:
            self.assertEqual(str(contact.care_birthday), "1980-06-01")
            contact.care_lunar_month = 8
            contact.care_lunar_day = 15
        self.assertRecordValues(
            self.petra,
            [{"care_birthday": date(1980, 6, 1), "care_lunar_month": 8, "care_lunar_day": 15}],
        )

    def test_a_copied_contact_is_another_person(self):
        self.petra.write(
            {"care_birthday": date(1980, 6, 1), "care_lunar_month": 8, "care_lunar_day": 1}
        )
        copy = self.petra.copy()
        self.assertRecordValues(copy, [{"care_birthday": False, "care_lunar_month": False}])
