from odoo.exceptions import AccessError
from odoo.tests import Form, tagged

from .occasion_common import OccasionCommon


@tagged("post_install", "-at_install")
class TestCareKind(OccasionCommon):
    """What kind of care a contact is, and when it is done well."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.cadence = cls.env["care.grade.cadence"].create(
            {
                "name": "News",
                "grade_id": cls.file_of(cls.acme).grade_id.id,
                "channel": "mail",
                "interval_days": 30,
                "care_kind": "information",
                "completion_standard": "Questions are answered",
            }
        )
        cls.occasion.completion_standard = "The card arrived"
        cls.plan(cls.acme)

    def test_occasion_and_cadence_say_it(self):
        by_occasion = self.planned(occasion_id=self.occasion.id)
        by_cadence = self.planned(cadence_id=self.cadence.id)
        self.assertRecordValues(
            by_occasion | by_cadence,
            [
                {"care_kind": "emotional", "completion_standard": "The card arrived"},
                {"care_kind": "information", "completion_standard": "Questions are answered"},
            ],
        )

    def test_a_person_says_it_for_one_contact(self):
        touchpoint = self.planned(occasion_id=self.occasion.id)
        with Form(touchpoint.with_user(self.rep)) as form:
            form.care_kind = "value"
            form.completion_standard = "She smiles"
        self.assertRecordValues(
            touchpoint, [{"care_kind": "value", "completion_standard": "She smiles"}]
        )
        self.assertEqual(self.occasion.care_kind, "emotional")
        self.occasion.care_kind = "service"
        self.assertEqual(touchpoint.care_kind, "value")

    def test_search_by_kind(self):
        by_occasion = self.planned(occasion_id=self.occasion.id)
        by_cadence = self.planned(cadence_id=self.cadence.id)
        by_hand = self.make_touchpoint(self.acme, care_kind="value")
        unsaid = self.make_touchpoint(self.acme)
        ours = by_occasion | by_cadence | by_hand | unsaid
        for domain, expected in (
            ([("care_kind", "=", "emotional")], by_occasion),
            ([("care_kind", "in", ["information", "value"])], by_cadence | by_hand),
            ([("care_kind", "=", False)], unsaid),
            ([("care_kind", "!=", False)], ours - unsaid),
            ([("care_kind", "!=", "value")], ours - by_hand),
        ):
            with self.subTest(domain=domain):
                found = self.env["care.touchpoint"].search([("id", "in", ours.ids), *domain])
                self.assertEqual(found.sorted("id"), expected.sorted("id"))

    def test_users_do_not_write_the_rules(self):
        with self.assertRaises(AccessError):
            self.cadence.with_user(self.rep).completion_standard = "None"
