from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged

from ..common import NOW, TODAY
from .case_common import CaseCommon

BEFORE, WITHIN, AFTER = "2026-03-09 12:00:00", "2026-03-14 12:00:00", "2026-03-15 12:00:00"


@freeze_time(NOW)
@tagged("post_install", "-at_install")
class TestCaseSubstitute(CaseCommon):
    """Whoever acts for an absent colleague works her cases on these days, and no longer."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rep.write(
            {
                "care_substitute_id": cls.member.id,
                "care_absent_from": TODAY,
                "care_absent_until": TODAY + timedelta(days=4),
            }
        )
        Case = cls.env["care.case"]
        # one that she is responsible for, one of a customer of hers
        cls.hers = Case.create(
            {"subject": "Hers", "partner_id": cls.bolt.id, "user_id": cls.rep.id}
        )
        cls.of_customer = Case.create(
            {"subject": "Of her customer", "partner_id": cls.acme.id, "user_id": cls.agent.id}
        )
        cls.foreign = Case.create(
            {"subject": "Foreign", "partner_id": cls.bolt.id, "user_id": cls.agent.id}
        )
        cls.remedy = cls.env["care.remedy"].create({"case_id": cls.hers.id, "name": "We apologize"})
        cls.measure = cls.env["care.measure"].create(
            {"case_id": cls.hers.id, "name": "Test longer", "user_id": cls.agent.id}
        )

    def found(self, records, user=None):
        args = user or self.member, records._name, "search", [("id", "in", records.ids)]
        return records.browse(self.rpc(*args))

    def test_cases_and_what_belongs_to_them_are_read_on_these_days_alone(self):
        for moment, is_seen in ((BEFORE, False), (NOW, True), (WITHIN, True), (AFTER, False)):
            for records in (self.hers | self.of_customer, self.remedy, self.measure):
                with self.subTest(moment=moment, model=records._name), freeze_time(moment):
                    self.assertEqual(self.found(records), records if is_seen else records.browse())

    def tasks_of(self, record):
        return self.env["mail.activity"].search(
            [("res_model", "=", record._name), ("res_id", "=", record.id)]
        )

    def test_tasks_go_to_her_and_come_back(self):
        """Those from before the absence, those from within it, and not what went to a third."""
        Measure, now = self.env["care.measure"], fields.Datetime.to_datetime
        self.measure.write({"user_id": self.rep.id, "date_due": TODAY - timedelta(days=3)})
        given = self.measure.copy({"user_id": self.rep.id, "date_due": TODAY - timedelta(days=3)})
        with freeze_time(BEFORE):
            Measure._cron_remind_measures(now(BEFORE))
            given.reminder_id.user_id = self.second_agent
            self.hers.action_acknowledge()  # nobody knows an address: she has to phone
        tasks = self.measure.reminder_id, self.tasks_of(self.hers)
        self.assertEqual([task.user_id for task in tasks], [self.rep, self.rep])
        late = self.measure.copy({"user_id": self.rep.id, "date_due": TODAY})
        for moment, reader in ((NOW, self.member), (WITHIN, self.member), (AFTER, self.rep)):
            with self.subTest(moment=moment), freeze_time(moment):
                Measure._cron_remind_measures(now(moment))
                everything = (*tasks, late.reminder_id)
                self.assertEqual([task.user_id for task in everything], [reader] * 3)
                self.assertEqual(given.reminder_id.user_id, self.second_agent)

    def test_who_is_asked_to_phone_within_the_absence_is_the_substitute(self):
        self.hers.action_acknowledge()
        self.assertEqual(self.tasks_of(self.hers).user_id, self.member)

    def test_other_cases_and_other_people_get_nothing_by_it(self):
        self.assertFalse(self.found(self.foreign))
        self.assertFalse(self.found(self.hers, self.other_rep))

    def test_she_takes_the_steps_until_the_last_day(self):
        self.rpc(self.member, "care.case", "action_acknowledge", self.hers.ids)
        with freeze_time(WITHIN):
            self.rpc(self.member, "care.case", "action_investigate", self.hers.ids)
            self.rpc(self.member, "care.measure", "write", self.measure.ids, {"name": "Longer"})
        self.assertRecordValues(self.hers, [{"state": "investigating", "user_id": self.rep.id}])
        self.assertEqual(self.measure.name, "Longer")
        for model, records in (("care.case", self.hers), ("care.measure", self.measure)):
            name = {"care.case": "subject", "care.measure": "name"}[model]
            with self.subTest(model=model), freeze_time(AFTER), self.assertRaises(AccessError):
                self.rpc(self.member, model, "write", records.ids, {name: "Too late"})

    def test_nothing_is_deleted(self):
        for records in (self.hers, self.remedy, self.measure):
            with self.subTest(model=records._name), self.assertRaises(AccessError):
                self.rpc(self.member, records._name, "unlink", records.ids)
