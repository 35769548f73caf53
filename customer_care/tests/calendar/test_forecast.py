import base64
import io
import zipfile
from datetime import date, timedelta

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import BaseCase, freeze_time, tagged

from ...tools.forecast import Rhythm, foreseen
from ...wizard import care_plan_print
from ..common import NOW, TODAY, CareCommon


def days(number):
    return timedelta(days=number)


@tagged("post_install", "-at_install")
class TestForeseen(BaseCase):
    """When contacts fall due that a rhythm asks for."""

    def foreseen(self, rhythms, contacts=(), last=30):
        contacts = [TODAY + days(number) for number in contacts]
        found = foreseen(rhythms, contacts, TODAY + days(last))
        return sorted(((day - TODAY).days, key) for key, day in found)

    def test_a_single_rhythm_repeats(self):
        call = Rhythm(1, TODAY, days(10), True)
        self.assertEqual(self.foreseen([call]), [(0, 1), (10, 1), (20, 1), (30, 1)])

    def test_a_contact_that_is_planned_anyhow_starts_it_anew(self):
        call = Rhythm(1, TODAY + days(5), days(10), True)
        self.assertEqual(self.foreseen([call], [3, 15]), [(13, 1), (25, 1)])

    def test_rhythms_that_count_share_their_contacts(self):
        call, visit = (Rhythm(key, TODAY + days(5 * key), days(9 * key), True) for key in (1, 2))
        self.assertEqual(self.foreseen([call, visit]), [(5, 1), (14, 1), (23, 1)])

    def test_news_go_their_own_way(self):
        news = Rhythm(1, TODAY, days(15), False)
        self.assertEqual(self.foreseen([news], [1, 2, 3]), [(0, 1), (15, 1), (30, 1)])

    def test_nothing_is_foreseen_after_the_end(self):
        self.assertEqual(self.foreseen([Rhythm(1, TODAY + days(31), days(1), True)]), [])


@freeze_time(NOW)
@tagged("post_install", "-at_install")
class TestYearPlan(CareCommon):
    """The plan of a year: what was done, is planned, and will be."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.petra.care_birthday = date(1980, 9, 14)
        cls.set_up_trade()
        cls.plan()

    def ask(self, user=None, **vals):
        Wizard = self.env["care.plan.print"].with_user(user or self.manager)
        return Wizard.with_context(allowed_company_ids=self.company.ids).create(
            {"span": "year", "year": 2026, "lang": "en_US", **vals}
        )

    def test_what_is_foreseen_is_what_is_planned_later(self):
        """Looked at from today, the plan until the end of the horizon after next is that which the
        calendar makes when it looks so far ahead."""
        last = TODAY + days(200)
        profile = self.file_of(self.acme)
        Touchpoint = self.env["care.touchpoint"]
        foreseen_rows = {
            (row.occasion_id, row.cadence_id, row.contact_id or False, row.day)
            for row in Touchpoint._foresee(profile, last, TODAY)
            if not self.is_interval(row.cadence_id)
        }
        before = Touchpoint.search([("profile_id", "=", profile.id)])
        Touchpoint._generate(200, today=TODAY, partners=self.acme, company=self.company)
        added = Touchpoint.search([("profile_id", "=", profile.id)]) - before
        planned = {
            (t.occasion_id.id or None, t.cadence_id.id or None, t.contact_id.id, t.date_planned)
            for t in added
            if not self.is_interval(t.cadence_id.id)
        }
        self.assertTrue(planned)
        self.assertEqual(foreseen_rows, planned)

    def is_interval(self, cadence_id):
        cadence = self.env["care.grade.cadence"].browse(cadence_id or ())
        return bool(cadence) and not cadence.quantity_per_month

    def test_the_year_is_full_and_nothing_is_written(self):
        before = self.env["care.touchpoint"].search_count([])
        rows = self.ask(partner_ids=self.bolt.ids)._rows()
        self.assertEqual(self.env["care.touchpoint"].search_count([]), before)
        months = {row.day.month for row in rows if row.origin == "cadence"}
        self.assertEqual(months, set(range(3, 13)))
        self.assertEqual({row.profile.partner_id for row in rows}, {self.bolt})

    def test_a_birthday_beyond_the_horizon_is_on_it(self):
        [row] = [r for r in self.ask()._rows() if r.contact == self.petra and r.day.month == 9]
        self.assertEqual(
            (row.state, row.purpose, row.frequency, row.care_kind),
            ("foreseen", "Birthday", "every year", "emotional"),
        )

    def test_a_rep_sees_her_customers_alone(self):
        rows = self.ask(self.rep, user_ids=False)._rows()
        self.assertLessEqual({row.profile.partner_id for row in rows}, {self.acme, self.dock})

    def test_a_managers_plan_is_not_empty(self):
        wizard = self.ask()
        self.assertFalse(wizard.user_ids)
        self.assertEqual({row.profile.partner_id for row in wizard._rows()}, set(self.customers))

    def test_a_year_that_is_over_foresees_nothing(self):
        self.assertEqual(self.ask(year=2025)._rows(), [])
        with self.assertRaises(ValidationError):
            self.ask(year=2050)

    def test_the_wall_has_a_row_for_each_customer_by_grade(self):
        wizard = self.ask()
        wall = wizard._wall(wizard._rows())
        self.assertEqual([line[1] for line in wall], ["Acme", "Bolt", "Crane", "Dock"])
        self.assertTrue(any("☆" in text for cell in wall[0][3] for text, _state in cell))
        people = self.ask(wall_rows="person")
        names = [line[1] for line in people._wall(people._rows())]
        self.assertEqual(names, ["Colleague", "Rep", "Nobody"])

    def test_too_many_customers_are_left_to_the_workbook(self):
        self.patch(care_plan_print, "_MOST_CUSTOMERS_PRINTED", 3)
        with self.assertRaises(UserError):
            self.ask().action_print()
        self.assertEqual(
            self.ask(partner_ids=self.acme.ids).action_print()["type"], "ir.actions.report"
        )

    def test_the_workbook_holds_text_alone(self):
        self.env.ref("base.group_allow_export").user_ids += self.manager
        self.acme.name = "=HYPERLINK(A1)"
        wizard = self.ask()
        self.assertEqual(wizard.action_workbook()["type"], "ir.actions.act_url")
        with zipfile.ZipFile(io.BytesIO(base64.b64decode(wizard.workbook))) as book:
            texts = book.read("xl/sharedStrings.xml").decode()
            sheets = [book.read(f"xl/worksheets/sheet{n}.xml").decode() for n in (1, 2)]
        self.assertIn("=HYPERLINK(A1)", texts)
        for sheet in sheets:
            self.assertNotIn("<f>", sheet)
            self.assertNotIn("hyperlink", sheet)

    def test_who_may_not_export_gets_no_workbook(self):
        self.env.ref("base.group_allow_export").user_ids -= self.rep
        wizard = self.ask(self.rep)
        with self.assertRaises(AccessError):
            wizard.action_workbook()
        self.assertFalse(wizard.workbook)
