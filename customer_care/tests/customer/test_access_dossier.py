from datetime import timedelta

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from ..common import NOW
from .dossier_common import SECRET, DossierCommon


@tagged("post_install", "-at_install")
class TestAccessDossier(DossierCommon):
    """Who gets into a confidential dossier, by which road, and for how long."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.insiders = cls.rep | cls.team_leader | cls.manager | cls.confidant
        cls.carers = cls.colleague | cls.member | cls.steward | cls.leader
        cls.strangers = cls.other_rep | cls.ridge_manager | cls.branch_rep
        cls.outsiders = cls.seller | cls.employee | cls.portal_user | cls.public_user

    def assertClosed(self, user):
        """No road leads to what the dossier says, nor to the dossier."""
        Dossier = "care.dossier"
        ids, secret = self.dossier.ids, [("family", "ilike", "daughters")]
        for method, *args in (
            ("read", ids, ["family"]),
            ("read", ids, ["partner_id"]),
            ("web_read", ids, {"family": {}}),
            ("export_data", ids, ["family"]),
            ("onchange", ids, {}, [], {"family": {}}),
            ("write", ids, {"family": "Nothing"}),
            ("web_save", ids, {"family": "Nothing"}, {"family": {}}),
            ("unlink", ids),
            ("copy", ids),
            ("action_open", ids, "Curious"),
        ):
            with (
                self.subTest(user=user.name, method=method),
                self.assertRaises(UserError) as caught,  # AccessError is one
            ):
                self.rpc(user, Dossier, method, *args)
            self.assertNotIn("Lyon", str(caught.exception))
        for method, *args in (
            ("search", secret),
            ("search", []),
            ("search_read", [], ["family"]),
            ("name_search", "Petra"),
            ("formatted_read_group", [], ["attitude"], ["__count"]),
            ("web_read_group", [], ["family"], ["__count"]),
            ("web_search_read", [], {"family": {}}),
            ("search_count", []),
        ):
            with self.subTest(user=user.name, method=method):
                try:
                    found = self.rpc(user, Dossier, method, *args)
                except AccessError:
                    continue
                if isinstance(found, dict):
                    found = found.get("records") or found.get("groups")
                self.assertFalse(found)
        self.assertFalse(self.log(), "nothing was opened, nothing is recorded")
        self.env.invalidate_all()
        self.assertEqual(self.dossier.family, SECRET)

    # === ROLES === #

    def test_nobody_reads_what_she_did_not_open(self):
        for user in self.insiders | self.carers | self.strangers | self.outsiders:
            if user in self.insiders:
                with self.subTest(user=user.name), self.assertRaises(AccessError):
                    self.read_dossier(user)
            else:
                self.assertClosed(user)

    def test_owner_and_managers_open_without_a_question(self):
        roles = {
            self.rep: ("owner", "Account manager"),
            self.team_leader: ("leader", "Leader of the owner's team"),
            self.manager: ("manager", "Care manager"),
            self.confidant: ("confidential", "Confidential group"),
        }
        for user, (role, purpose) in roles.items():
            with self.subTest(user=user.name):
                action = self.open_dossier(user)
                self.assertEqual(action["res_model"], "care.dossier")
                self.assertEqual(action["res_id"], self.dossier.id)
                self.assertEqual(self.read_dossier(user), SECRET)
                self.assertRecordValues(
                    self.log(user_ref=user.id),
                    [{"what": "open", "role": role, "purpose": purpose, "how": "rpc"}],
                )

    def test_purpose_given_is_kept(self):
        self.rpc(self.rep, "care.dossier", "action_open", self.dossier.ids, " Dinner at the fair ")
        self.assertEqual(self.log().purpose, "Dinner at the fair")

    def test_all_others_are_asked_for_a_loan_card(self):
        for user in self.carers:
            with self.subTest(user=user.name):
                action = self.open_dossier(user)
                self.assertEqual(action["res_model"], "care.dossier.grant")
                self.assertEqual(action["target"], "new")
                with self.assertRaises(AccessError):
                    self.read_dossier(user)

    def test_asking_tells_not_whether_there_is_a_dossier(self):
        paul = self.make_contact("Paul", self.acme)
        there = self.open_dossier(self.colleague)
        nothing = self.rpc(self.colleague, "res.partner", "action_care_dossier", paul.ids)
        there["context"].pop("default_partner_id")
        nothing["context"].pop("default_partner_id")
        self.assertEqual(there, nothing)
        messages = []
        for dossier_id in (self.dossier.id, self.dossier.id + 1000):
            with self.assertRaises(AccessError) as caught:
                self.rpc(self.colleague, "care.dossier", "action_open", [dossier_id], "x")
            messages.append(str(caught.exception))
        self.assertEqual(*messages)

    def test_developer_mode_names_nobody(self):
        self.colleague.group_ids |= self.env.ref("base.group_no_one")
        with self.assertRaises(AccessError) as caught:
            self.read_dossier(self.colleague)
        self.assertNotIn("Petra", str(caught.exception))

    def test_button_is_for_users_of_customer_care(self):
        for user in self.outsiders:
            with self.subTest(user=user.name), self.assertRaises(AccessError):
                self.open_dossier(user)

    def test_owner_in_another_company_opens_nothing_of_ours(self):
        self.acme.user_id = self.other_rep
        action = self.open_dossier(self.other_rep)
        self.assertFalse(action.get("res_id"), "one of her own company may be begun")
        with self.assertRaises(AccessError):
            self.rpc(self.other_rep, "care.dossier", "action_open", self.dossier.ids)
        self.assertClosed(self.ridge_manager)

    def test_one_company_does_not_open_the_dossier_of_the_other(self):
        """Somebody works in both; what is open here stays closed there."""
        both = self._make_user("Both", "customer_care.group_care_manager")
        both.company_ids = [Command.link(self.other_company.id)]
        self.open_dossier(both)
        self.assertEqual(self.read_dossier(both), SECRET)
        with self.assertRaises(AccessError):
            self.read_dossier(both, company=self.other_company)

    def test_branch_shares_the_dossier_of_its_company(self):
        self.acme.user_id = self.branch_rep
        self.open_dossier(self.branch_rep)
        self.assertEqual(self.read_dossier(self.branch_rep), SECRET)

    def test_only_keepers_write(self):
        self.make_loan(self.colleague)
        self.set_mark()
        for user in self.confidant | self.colleague:
            self.open_dossier(user)
            self.assertEqual(self.read_dossier(user), SECRET)
            with self.subTest(user=user.name), self.assertRaises(AccessError):
                self.rpc(user, "care.dossier", "write", self.dossier.ids, {"notes": "Hm"})
        for user in self.rep | self.team_leader | self.manager:
            self.open_dossier(user)
            self.rpc(user, "care.dossier", "write", self.dossier.ids, {"notes": user.name})
            self.assertEqual(self.dossier.notes, user.name)

    def test_dossier_is_begun_by_its_keepers_alone(self):
        paul = self.make_contact("Paul", self.acme)
        vals = {"partner_id": paul.id, "hobbies": "Chess", "company_id": self.company.id}
        self.make_loan(self.colleague, partner_id=paul.id)
        for user in self.carers | self.strangers | self.confidant | self.outsiders:
            with self.subTest(user=user.name), self.assertRaises(AccessError):
                self.rpc(user, "care.dossier", "create", [vals])
        with self.assertRaisesRegex(UserError, "Nothing is written"):
            self.rpc(self.colleague, "res.partner", "action_care_dossier", paul.ids)
        action = self.rpc(self.rep, "res.partner", "action_care_dossier", paul.ids)
        self.assertFalse(action.get("res_id"))
        self.assertEqual(action["context"]["default_partner_id"], paul.id)
        [row] = self.rpc(self.rep, "care.dossier", "web_save", [], vals, {"hobbies": {}})
        self.assertEqual(row["hobbies"], "Chess")
        self.assertRecordValues(self.log(person_name="Paul"), [{"what": "create", "role": "owner"}])

    def test_dossier_stays_with_its_person(self):
        paul = self.make_contact("Paul", self.bolt)
        self.open_dossier(self.manager)
        for vals in {"partner_id": paul.id}, {"company_id": self.other_company.id}:
            with self.assertRaisesRegex(UserError, "stays with its person"):
                self.rpc(self.manager, "care.dossier", "write", self.dossier.ids, vals)

    def test_company_has_no_dossier(self):
        with self.assertRaisesRegex(UserError, "about a person"):
            self.rpc(self.rep, "res.partner", "action_care_dossier", self.acme.ids)

    # === TIME === #

    def test_dossier_closes_after_the_company_s_minutes(self):
        self.company.care_dossier_minutes = 45
        self.open_dossier(self.rep)
        start = fields.Datetime.to_datetime(NOW)
        with freeze_time(start + timedelta(minutes=44)):
            self.assertEqual(self.read_dossier(self.rep), SECRET)
        with freeze_time(start + timedelta(minutes=46)):
            with self.assertRaisesRegex(AccessError, "Open it again"):
                self.read_dossier(self.rep)
            self.open_dossier(self.rep)
            self.assertEqual(self.read_dossier(self.rep), SECRET)
        self.assertEqual(len(self.log(what="open")), 2)

    def test_saving_keeps_it_open(self):
        self.open_dossier(self.rep)
        start = fields.Datetime.to_datetime(NOW)
        with freeze_time(start + timedelta(minutes=29)):
            self.rpc(self.rep, "care.dossier", "write", self.dossier.ids, {"notes": "More"})
        with freeze_time(start + timedelta(minutes=50)):
            self.assertEqual(self.read_dossier(self.rep), SECRET)

    def test_key_of_one_opens_nothing_for_another(self):
        self.open_dossier(self.rep)
        with self.assertRaises(AccessError):
            self.read_dossier(self.manager)
        for user in self.carers | self.strangers | self.outsiders:
            with self.subTest(user=user.name), self.assertRaises(AccessError):
                self.read_dossier(user)

    def test_key_of_one_dossier_opens_no_other(self):
        other = self.make_dossier(self.make_contact("Paul", self.acme), family="None")
        self.open_dossier(self.rep)
        with self.assertRaises(AccessError):
            self.rpc(self.rep, "care.dossier", "read", (self.dossier | other).ids, ["family"])
        found = self.rpc(self.rep, "care.dossier", "search_read", [], ["family"])
        self.assertEqual([row["family"] for row in found], [SECRET])

    def test_owner_who_gave_the_customer_away_is_out_at_once(self):
        self.open_dossier(self.rep)
        self.acme.user_id = self.other_rep
        with self.assertRaises(AccessError):
            self.read_dossier(self.rep)
        self.assertEqual(self.open_dossier(self.rep)["res_model"], "care.dossier.grant")

    def test_person_who_moves_to_another_customer_takes_her_dossier_to_its_owner(self):
        self.petra.parent_id = self.bolt
        self.assertEqual(self.open_dossier(self.rep)["res_model"], "care.dossier.grant")
        self.open_dossier(self.colleague)
        self.assertEqual(self.read_dossier(self.colleague), SECRET)

    def test_leader_who_gave_up_the_team_is_out_at_once(self):
        self.open_dossier(self.team_leader)
        self.team_north.user_id = False
        with self.assertRaises(AccessError):
            self.read_dossier(self.team_leader)

    # === ROADS OF OTHER MODELS === #

    def test_no_field_leads_to_the_dossier(self):
        """Domains, grouping, exports and mails of other models follow fields."""
        for name, model in self.env.registry.items():
            leading = [
                field.name
                for field in model._fields.values()
                if field.comodel_name in ("care.dossier", "care.dossier.access")
            ]
            self.assertFalse(leading, f"{name} leads to the dossier")
        for path in "dossier_ids.family", "care_dossier_ids.family", "care_dossier_id":
            for model in "res.partner", "care.profile":
                with self.assertRaises(ValueError):
                    self.rpc(self.rep, model, "search", [(path, "ilike", "daughters")])

    def test_contact_does_not_tell_even_to_the_owner(self):
        self.open_dossier(self.rep)
        fields_of_contact = self.rpc(self.rep, "res.partner", "fields_get", [], ["string"])
        self.assertFalse([name for name in fields_of_contact if "dossier" in name])
        names = [name for name in fields_of_contact if name != "rtc_session_ids"]
        [row] = self.rpc(self.rep, "res.partner", "read", self.petra.ids, names)
        self.assertNotIn("Lyon", str(row))

    def test_dossier_has_no_chatter_and_no_activities(self):
        for name in "message_ids", "message_follower_ids", "activity_ids", "website_message_ids":
            self.assertNotIn(name, self.env["care.dossier"]._fields)
        self.open_dossier(self.rep)
        self.rpc(self.rep, "care.dossier", "write", self.dossier.ids, {"family": "Three sons"})
        self.assertFalse(self.env["mail.message"].search([("body", "ilike", "Three sons")]))

    def test_no_mail_is_written_from_it(self):
        self.open_dossier(self.rep)
        with self.assertRaises(UserError):
            self.env["mail.template"].create(
                {
                    "name": "Leak",
                    "model_id": self.env["ir.model"]._get_id("care.dossier"),
                    "subject": "{{ object.family }}",
                }
            )
        with self.assertRaises(AccessError):
            self.env["mail.render.mixin"]._render_template(
                "{{ object.family }}", "care.dossier", self.dossier.ids
            )

    def test_mail_about_the_contact_says_nothing(self):
        """Whoever may write templates writes with her own rights."""
        self.colleague.group_ids |= self.env.ref("mail.group_mail_template_editor")
        self.env.invalidate_all()
        rendered = (
            self.env["mail.render.mixin"]
            .with_user(self.colleague)
            ._render_template(
                "<{{ object.env['care.dossier'].search([]).mapped('family') }}>",
                "res.partner",
                self.petra.ids,
            )
        )
        self.assertEqual(rendered, {self.petra.id: "<>"})

    def test_attachment_is_as_closed_as_the_dossier(self):
        attachment = self.env["ir.attachment"].create(
            {"name": "Photo", "raw": b"x", "res_model": "care.dossier", "res_id": self.dossier.id}
        )
        for user in self.carers | self.strangers:
            with self.subTest(user=user.name), self.assertRaises(AccessError):
                self.rpc(user, "ir.attachment", "read", attachment.ids, ["raw"])
        self.open_dossier(self.rep)
        self.assertTrue(self.rpc(self.rep, "ir.attachment", "read", attachment.ids, ["raw"]))

    def test_report_is_for_readers_alone(self):
        report = "customer_care.report_dossier"
        for user in self.carers | self.strangers | self.rep:
            with self.subTest(user=user.name), self.assertRaises(AccessError):
                self.env["ir.actions.report"].with_user(user)._render_qweb_html(
                    report, self.dossier.ids
                )
        self.open_dossier(self.rep)
        self.set_mark()
        self.env.invalidate_all()
        html, _kind = (
            self.env["ir.actions.report"]
            .with_user(self.rep)
            ._render_qweb_html(report, self.dossier.ids)
        )
        self.assertIn(SECRET, html.decode())
        self.assertRecordValues(self.log(), [{"what": "print", "user_ref": self.rep.id}])
