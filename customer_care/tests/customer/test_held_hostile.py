from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .held_common import HeldCommon


@tagged("post_install", "-at_install")
class TestHeldHostile(HeldCommon):
    """Ways around the approval, and values that nobody expects."""

    def change(self, partner, user=None, **vals):
        return self.rpc(user or self.rep, "res.partner", "write", partner.ids, vals)

    def approve(self, *names):
        requests = self.requests_of(self.acme).filtered(lambda one: one.field_name in names)
        return self.rpc(self.manager, "care.change.request", "action_approve", requests.ids)

    # === WAYS AROUND === #

    def test_contact_moved_to_a_customer_does_not_bring_its_tax_id_along(self):
        loose = self.env["res.partner"].create({"name": "Loose", "vat": "LOOSE"})
        self.change(loose, parent_id=self.acme.id, vat="HACK-1")
        self.assertEqual(self.acme.vat, "OLD-1")
        self.assertEqual(loose.vat, "OLD-1")

    def test_customer_put_below_another_one_keeps_her_account_manager(self):
        self.change(self.acme, parent_id=self.bolt.id, user_id=self.member.id, name="A")
        self.assertRecordValues(
            self.acme, [{"name": "Acme", "user_id": self.rep.id, "parent_id": self.bolt.id}]
        )
        self.assertWaits(self.acme, name="A", user_id=self.member.id)

    def test_another_company_chosen_does_not_open_the_field(self):
        """Her own company holds nothing: the shared name waits all the same."""
        self.rep.company_ids += self.other_company
        self.rpc(
            self.rep,
            "res.partner",
            "write",
            self.acme.ids,
            {"name": "A"},
            company=self.other_company,
        )
        self.assertEqual(self.acme.name, "Acme")

    def test_contact_moved_to_another_company_at_once_waits(self):
        self.change(self.crane, company_id=self.company.id, name="C")
        self.assertRecordValues(self.crane, [{"name": "Crane", "company_id": self.company.id}])
        self.change(self.crane, company_id=False, name="C")
        self.assertWaits(self.crane, name="C")

    def test_payment_terms_of_a_branch_are_its_own(self):
        """A branch follows the rules of its main company, with values of its own."""
        self.rep.company_ids += self.branch
        branch = self.acme.with_company(self.branch)
        before = branch.property_payment_term_id
        self.rpc(
            self.rep,
            "res.partner",
            "write",
            self.acme.ids,
            {"property_payment_term_id": self.later.id},
            company=self.branch,
        )
        request = self.requests_of(self.acme)
        self.assertRecordValues(request, [{"company_id": self.branch.id, "value": self.later.id}])
        self.assertEqual(branch.property_payment_term_id, before)
        self.rpc(self.manager, "care.change.request", "action_approve", request.ids)
        self.assertEqual(branch.property_payment_term_id, self.later)
        self.assertEqual(self.acme.property_payment_term_id, self.now)

    # === WHO IS GONE === #

    def test_whoever_asked_has_left(self):
        self.change(self.acme, name="A")
        self.rep.action_archive()
        self.approve("name")
        self.assertEqual(self.acme.name, "A")

    def test_account_manager_asked_for_has_left(self):
        self.change(self.acme, user_id=self.member.id)
        self.member.action_archive()
        with self.assertRaisesRegex(UserError, "Member is no longer there"):
            self.approve("user_id")
        self.assertEqual(self.acme.user_id, self.rep)

    def test_archived_manager_decides_nothing_more(self):
        self.change(self.acme, name="A")
        self.approve("name")
        request = self.requests_of(self.acme, "approved")
        self.manager.action_archive()
        self.assertEqual(request.decided_by_id, self.manager)

    def test_requests_go_with_a_deleted_customer(self):
        lone = self.make_customer("Lone")
        self.env["care.profile"]._ensure(lone, self.company)
        self.change(lone, name="L")
        request = self.requests_of(lone)
        self.assertTrue(request)
        lone.unlink()
        self.env.invalidate_all()
        self.assertFalse(request.exists())

    def test_request_of_an_archived_customer_is_decided(self):
        self.change(self.acme, name="A")
        self.acme.active = False
        self.approve("name")
        self.assertEqual(self.acme.name, "A")

    def test_request_of_a_merged_customer_is_that_of_who_stays(self):
        self.change(self.crane, name="C")
        request = self.requests_of(self.crane)
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((self.crane | self.acme).ids, self.acme)
        self.env.invalidate_all()
        self.assertEqual(request.partner_id, self.acme)
        self.approve("name")
        self.assertEqual(self.acme.name, "C")

    # === VALUES === #

    def test_the_old_value_again_changes_nothing(self):
        self.change(self.acme, name="A")
        self.change(self.acme, name="Acme")
        self.assertWaits(self.acme, name="A")

    def test_long_names_are_cut_in_messages_and_written_whole(self):
        name = "x" * 20_000
        self.change(self.acme, name=name)
        [values] = self.rpc(self.rep, "res.partner", "read", self.acme.ids, ["care_waiting_text"])
        self.assertLess(len(values["care_waiting_text"]), 200)
        self.assertLess(len(self.acme.message_ids[0].body), 500)
        self.approve("name")
        self.assertEqual(self.acme.name, name)

    def test_markup_in_names_stays_text(self):
        name = "<script>alert(1)</script><b>Bold</b> & Co"
        self.change(self.acme, name=name)
        body = self.acme.message_ids[0].body
        self.assertNotIn("<script", body)
        self.assertNotIn("<b>", body)
        self.assertIn("&lt;b&gt;Bold", body)
        handover = (
            self.file_of(self.acme).with_user(self.manager)._hand_over(self.member, "<i>Why</i>")
        )
        self.assertNotIn("<script", handover.sudo().line_ids.brief_html)
        self.assertNotIn("<i>", self.acme.message_ids[0].body)
        self.approve("name")
        self.assertEqual(self.acme.name, name)
        told = self.env["mail.message"].search(
            [("partner_ids", "in", self.rep.partner_id.ids)], limit=1
        )
        self.assertNotIn("<script", told.body)

    def test_values_of_a_wrong_kind_are_refused_or_read_as_core_does(self):
        for value in ({"a": 1}, [1, 2], 7, "  "):
            self.change(self.acme, vat=value)
            self.assertEqual(self.acme.vat, "OLD-1")
        with mute_logger("odoo.sql_db"), self.assertRaises(UserError):
            self.change(self.acme, user_id=999_999_999)
        self.assertEqual(self.acme.user_id, self.rep)
