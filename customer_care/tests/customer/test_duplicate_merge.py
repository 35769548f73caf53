from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from ..common import NOW, CareCommon

_DIFFERENT = {
    "email": "office@twin.example",
    "phone": "+49 40 999999",
    "street": "Second Street 2",
    "city": "Bremen",
    "vat": "DE999999999",
    "comment": "<p>Ask for Paul</p>",
}


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestDuplicateMerge(CareCommon):
    """The steward makes one of two customers, with the right of her role alone; nothing is lost."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.twin = cls.make_customer("ACME Co., Ltd.", cls.colleague, **_DIFFERENT)
        cls.acme.write(
            {"email": "info@acme.example", "phone": "+49 40 111111", "street": "First Street 1"}
        )
        for customer in cls.acme | cls.twin:
            cls.env["care.profile"]._ensure(customer, cls.company)
        cls.pair = cls.env["care.duplicate"].create(
            {
                "company_id": cls.company.id,
                "profile_id": cls.file_of(cls.acme).id,
                "other_profile_id": cls.file_of(cls.twin).id,
                "signs": "name",
            }
        )

    def merge(self, user=None, kept=None):
        """As the client does it: the button, then the form's answer."""
        user = user or self.steward
        action = self.rpc(user, "care.duplicate", "action_merge", self.pair.ids)
        values = {"duplicate_id": self.pair.id, "reason": "Named in one letter"}
        if kept:
            values["kept_id"] = kept.id
        context = {**action["context"], "allowed_company_ids": user.company_id.ids}
        question = self.env(user=user, context=context)[action["res_model"]].create(values)
        self.rpc(user, question._name, "action_merge", question.ids)
        self.env.invalidate_all()
        return (self.acme | self.twin).exists()

    def notes(self, customer):
        return " ".join(customer.message_ids.mapped("body"))

    # === WHO === #

    def test_steward_needs_no_other_right(self):
        self.assertFalse(self.steward.has_group("base.group_partner_manager"))
        self.assertEqual(self.merge(kept=self.acme), self.acme)
        self.assertFalse(self.pair.exists())

    def test_account_managers_do_not(self):
        self.twin.user_id = self.rep
        with self.assertRaisesRegex(AccessError, "information administrator"):
            self.rpc(self.rep, "care.duplicate", "action_merge", self.pair.ids)
        self.rep.group_ids |= self.env.ref("base.group_partner_manager")
        self.assertEqual(self.merge(self.rep, self.acme), self.acme)

    def test_answer_is_checked_as_the_question_was(self):
        question = self.env["care.duplicate.merge"].with_user(self.rep)
        question = question.create(
            {"duplicate_id": self.pair.id, "kept_id": self.acme.id, "reason": "Mine"}
        )
        with self.assertRaises(AccessError):
            self.rpc(self.rep, "care.duplicate.merge", "action_merge", question.ids)

    def test_only_one_of_the_pair_stays(self):
        with self.assertRaisesRegex(UserError, "Choose which"):
            self.merge(kept=self.bolt)

    # === MAY IT DISAPPEAR === #

    def test_one_with_a_login_stays(self):
        self._make_user("Twin", "base.group_portal", partner_id=self.twin.id).active = False
        with self.assertRaisesRegex(UserError, "test_care_twin"):
            self.merge(kept=self.acme)
        self.assertEqual(self.merge(), self.twin, "the form proposes her")

    def test_person_with_a_login_goes_along(self):
        paul = self.make_contact("Paul", self.twin)
        login = self._make_user("Paul", "base.group_portal", partner_id=paul.id)
        self.merge(kept=self.acme)
        self.assertRecordValues(
            login.partner_id, [{"id": paul.id, "commercial_partner_id": self.acme.id}]
        )

    def test_customers_of_a_company_that_she_does_not_see_stay(self):
        self.env["care.profile"]._ensure(self.twin, self.other_company)
        with self.assertRaisesRegex(AccessError, "can't see"):
            self.merge(kept=self.acme)
        self.steward.company_ids |= self.other_company
        self.assertEqual(self.merge(kept=self.acme), self.acme)
        self.assertTrue(self.file_of(self.acme, self.other_company))

    def test_documents_of_a_company_that_she_does_not_see_hold_it(self):
        """Before she has a file there."""
        self.make_order(self.acme, company=self.other_company)
        self.assertFalse(self.file_of(self.acme, self.other_company))
        with self.assertRaisesRegex(AccessError, "can't see"):
            self.merge(kept=self.acme)

    def test_documents_of_a_branch_do_not_hold_it(self):
        order = self.make_order(self.twin, company=self.branch)
        self.merge(kept=self.acme)
        self.assertEqual(order.partner_id, self.acme)

    def test_shared_customer_does_not_become_one_company_s(self):
        self.twin.company_id = self.company
        with self.assertRaisesRegex(UserError, "keep the other"):
            self.merge(kept=self.twin)
        self.merge(kept=self.acme)
        self.assertFalse(self.acme.company_id)

    def test_own_company_is_no_duplicate(self):
        self.company.partner_id = self.twin
        with self.assertRaisesRegex(UserError, "own companies"):
            self.merge(kept=self.acme)

    # === WHAT BOTH HAVE === #

    def test_second_addresses_stay_in_a_contact(self):
        self.merge(kept=self.acme)
        self.assertRecordValues(
            self.acme,
            [
                {
                    "name": "Acme",
                    "email": "info@acme.example",
                    "phone": "+49 40 111111",
                    "street": "First Street 1",
                    "city": False,
                }
            ],
        )
        second = self.acme.child_ids.filtered(lambda contact: contact.type == "other")
        self.assertRecordValues(
            second,
            [
                {
                    "name": "ACME Co., Ltd.",
                    "email": "office@twin.example",
                    "phone": "+49 40 999999",
                    "street": "Second Street 2",
                    "city": "Bremen",
                }
            ],
        )

    def test_gaps_are_filled_without_a_second_contact(self):
        self.acme.write({"email": False, "phone": False, "street": False})
        self.merge(kept=self.acme)
        self.assertEqual(self.acme.child_ids, self.petra)
        self.assertRecordValues(self.acme, [{name: _DIFFERENT[name] for name in _DIFFERENT}])

    def test_other_spelling_of_the_same_needs_no_second_contact(self):
        self.twin.write(
            {"email": "INFO@acme.example", "phone": "0049 (40) 11-11-11", "street": False}
        )
        self.acme.phone = "+00 494 0111111"
        self.merge(kept=self.acme)
        self.assertEqual(self.acme.child_ids, self.petra)

    def test_what_differed_is_told_with_the_reason(self):
        self.acme.comment = "<p>Pays late</p>"
        self.merge(kept=self.acme)
        note = self.notes(self.acme)
        for text in (
            "Named in one letter",
            "ACME Co., Ltd.",
            "office@twin.example",
            "Ask for Paul",
            "Colleague",
        ):
            with self.subTest(text=text):
                self.assertIn(text, note)
        self.assertNotIn("DE999999999", note, "taken over")
        self.assertEqual(self.acme.vat, "DE999999999")
        last = self.acme.message_ids[:1]
        self.assertEqual(last.author_id, self.steward.partner_id)

    def test_hostile_names_stay_text(self):
        self.twin.name = "<script>alert(1)</script>"
        self.merge(kept=self.acme)
        self.assertNotIn("<script>", self.notes(self.acme))

    # === HELD CHANGES === #

    def test_what_a_manager_has_to_approve_waits(self):
        self.company.write({"care_hold_name": True, "care_hold_vat": True})
        self.merge(kept=self.acme)
        self.assertFalse(self.acme.vat)
        request = self.env["care.change.request"].search([("partner_id", "=", self.acme.id)])
        self.assertRecordValues(
            request,
            [
                {
                    "field_name": "vat",
                    "value": "DE999999999",
                    "state": "proposed",
                    "user_id": self.steward.id,
                }
            ],
        )

    def test_open_requests_of_both_go_on(self):
        self.company.care_hold_name = True
        self.twin.with_user(self.steward).name = "Acme Group"
        self.merge(kept=self.acme)
        self.assertEqual(self.acme.name, "Acme")
        request = self.env["care.change.request"].search([("partner_id", "=", self.acme.id)])
        self.assertRecordValues(request, [{"value": "Acme Group", "state": "proposed"}])

    # === NOTHING IS LOST === #

    def test_whatever_hangs_on_it_goes_along(self):
        paul = self.make_contact("Paul", self.twin)
        self.twin.category_id = self.env["res.partner.category"].create({"name": "Steel"})
        self.acme.category_id = self.env["res.partner.category"].create({"name": "North"})
        order = self.make_order(self.twin, 100)
        touchpoint = self.make_touchpoint(self.twin, date_planned="2026-04-01", name="Visit")
        contract = self.env["care.contract"].create(
            {
                "name": "Frame",
                "partner_id": self.twin.id,
                "company_id": self.company.id,
                "product_id": self.product.id,
                "date_end": "2027-12-31",
            }
        )
        case = self.env["care.case"].create(
            {"subject": "Late", "partner_id": self.twin.id, "kind": "complaint"}
        )
        event = self.env["calendar.event"].create(
            {
                "name": "Both",
                "start": NOW,
                "stop": "2026-03-10 10:00:00",
                "partner_ids": [Command.set((self.acme | self.twin).ids)],
            }
        )
        survey = self.env["survey.survey"].create({"title": "How was it"})
        answer = survey._create_answer(partner=self.twin)
        body = "About the twin"
        self.twin.message_post(body=body)
        self.twin.activity_schedule("mail.mail_activity_data_todo", summary="Ring the twin")
        self.twin.message_subscribe(self.rep.partner_id.ids)
        self.merge(kept=self.acme)
        self.assertEqual(set(self.acme.category_id.mapped("name")), {"Steel", "North"})
        for record in (order, touchpoint, contract, case, answer):
            with self.subTest(model=record._name):
                self.assertEqual(record.partner_id, self.acme)
        self.assertEqual(case.clock_ids.partner_id, self.acme)
        self.assertEqual(paul.commercial_partner_id, self.acme)
        self.assertEqual(event.partner_ids, self.acme)
        self.assertIn("About the twin", self.notes(self.acme))
        self.assertEqual(self.acme.activity_ids.mapped("summary"), ["Ring the twin"])
        self.assertIn(self.rep.partner_id, self.acme.message_partner_ids)
        self.assertEqual(self.file_of(self.acme).turnover_12m, 100)

    def test_dossiers_and_loan_cards_of_persons_go_along(self):
        private = self.make_customer("Petra P.", is_company=False)
        person = self.make_customer("Petra Private", is_company=False)
        for customer in private | person:
            self.env["care.profile"]._ensure(customer, self.company)
        dossier = self.env["care.dossier"].create(
            {"partner_id": private.id, "company_id": self.company.id}
        )
        pair = self.env["care.duplicate"].create(
            {
                "company_id": self.company.id,
                "profile_id": self.file_of(private).id,
                "other_profile_id": self.file_of(person).id,
                "signs": "name",
            }
        )
        pair.with_user(self.steward)._merge_into(person.with_user(self.steward), "Same person")
        self.assertEqual(dossier.partner_id, person)

    def test_a_message_to_both_stays(self):
        """Core deletes all rows of the one who disappears where both have one in common."""
        body = "Price list"
        message, other = (
            self.bolt.message_post(
                body=body,
                message_type="comment",
                subtype_xmlid="mail.mt_comment",
                partner_ids=partners.ids,
            )
            for partners in (self.acme | self.twin, self.twin)
        )
        channel = self.env["discuss.channel"].create({"name": "Project"})
        channel._add_members(partners=self.acme | self.twin)
        self.merge(kept=self.acme)
        self.assertEqual(message.notification_ids.res_partner_id, self.acme)
        self.assertEqual(other.notification_ids.res_partner_id, self.acme)
        self.assertEqual(message.partner_ids, self.acme)
        self.assertIn(self.acme, channel.channel_member_ids.partner_id)
