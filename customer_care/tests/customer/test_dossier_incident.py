from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .dossier_common import DossierCommon


@tagged("post_install", "-at_install")
class TestDossierIncident(DossierCommon):
    """Misuse, loss and leaks are reported by anybody and read by few."""

    def report(self, user, concerned=None, **vals):
        env = self.env(user=user, context={"allowed_company_ids": user.company_id.ids})
        form = Form(env["care.dossier.report"])
        form.name = "Print left in the meeting room"
        form.user_id = concerned or self.rep
        wizard = form.save()
        wizard.write(vals)
        wizard.action_report()
        return self.env["care.dossier.incident"].search([], order="id desc", limit=1)

    def test_report_names_the_person_and_the_direct_superior(self):
        incident = self.report(self.member, kind="loss", person="Petra", measures="Shredded")
        self.assertRecordValues(
            incident,
            [
                {
                    "user_id": self.rep.id,
                    "superior_id": self.team_leader.id,
                    "reporter_id": self.member.id,
                    "kind": "loss",
                    "person": "Petra",
                    "measures": "Shredded",
                    "state": "reported",
                    "company_id": self.company.id,
                }
            ],
        )
        self.assertIn(self.manager, incident.activity_ids.user_id)
        self.assertNotIn(self.ridge_manager, incident.activity_ids.user_id)

    def test_incidents_are_read_by_managers_and_the_confidential_group(self):
        incident = self.report(self.member)
        for user in self.manager | self.confidant:
            self.assertTrue(self.rpc(user, incident._name, "read", incident.ids, ["name"]))
        others = self.member | self.rep | self.team_leader | self.steward | self.leader
        for user in others | self.ridge_manager | self.employee | self.portal_user:
            with self.subTest(user=user.name), self.assertRaises(AccessError):
                self.rpc(user, incident._name, "read", incident.ids, ["name"])

    def test_reported_manager_is_not_told(self):
        incident = self.report(self.member, concerned=self.manager)
        self.assertNotIn(self.manager, incident.activity_ids.user_id)

    def test_outsiders_do_not_report(self):
        for user in self.employee | self.portal_user | self.public_user:
            with self.subTest(user=user.name), self.assertRaises(AccessError):
                self.rpc(user, "care.dossier.report", "create", [{"name": "x"}])

    def test_incident_is_closed_with_measures_by_a_manager(self):
        incident = self.report(self.member)
        with self.assertRaises(AccessError):
            self.rpc(self.confidant, incident._name, "action_close", incident.ids)
        with self.assertRaisesRegex(UserError, "measures"):
            self.rpc(self.manager, incident._name, "action_close", incident.ids)
        with self.assertRaises(AccessError):
            self.rpc(self.manager, incident._name, "write", incident.ids, {"state": "closed"})
        self.rpc(self.manager, incident._name, "write", incident.ids, {"measures": "Talk held"})
        self.rpc(self.manager, incident._name, "action_close", incident.ids)
        self.assertEqual(incident.state, "closed")
        self.assertFalse(incident.activity_ids)
        with self.assertRaisesRegex(UserError, "already"):
            self.rpc(self.manager, incident._name, "action_close", incident.ids)
        self.rpc(self.manager, incident._name, "action_reopen", incident.ids)
        self.assertEqual(incident.state, "reported")
