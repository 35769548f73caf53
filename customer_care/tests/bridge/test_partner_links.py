from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import SQL

from ..common import CareCommon

# What becomes of each link when its partner is deleted. Whoever adds a link decides it here.
GOES = {
    ("care.change.request", "partner_id"),
    ("care.grade.change", "partner_id"),
    ("care.handover.line", "partner_id"),
    ("care.key.person", "contact_id"),
    ("care.key.person", "partner_id"),
    ("care.profile", "partner_id"),
    ("care.touchpoint", "partner_id"),
    ("care.value.report", "partner_id"),
}
STAYS_WITHOUT = {
    ("care.answer", "contact_id"),
    ("care.answer", "partner_id"),
    ("care.case", "contact_id"),
    ("care.invitation", "contact_id"),
    ("care.invitation", "partner_id"),
    ("care.mail.triage", "partner_id"),
    ("care.touchpoint", "contact_id"),
    ("care.value.report", "contact_id"),
}
HOLDS = {
    ("care.account.plan", "partner_id"),
    ("care.case", "partner_id"),
    ("care.contract", "partner_id"),
    ("care.dossier", "partner_id"),
    ("care.dossier.grant", "partner_id"),
    ("care.sla.clock", "partner_id"),
}
# Core's merge deletes rows that meet a unique key: these are joined before by our own part of it.
JOINED_BEFORE = {
    *("care_change_request", "care_dossier", "care_invitation", "care_key_person"),
    "care_profile",
}


@tagged("post_install", "-at_install")
class TestPartnerLinks(CareCommon):
    """Whatever names a partner, in any room: it follows her when she becomes one with another, and
    holds her, or goes with her, when somebody deletes her."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.twin = cls.make_customer("Acme Twin", cls.rep)
        cls.person = cls.make_contact("Tina", cls.twin, email="tina@twin.example")
        cls.policy = cls.env["care.sla.policy"].create(
            {
                "name": "For the twin",
                "kind": "return_visit",
                "amount": 24,
                "partner_ids": cls.twin.ids,
            }
        )
        cls.named = cls._make_named()
        cls.env.flush_all()

    @classmethod
    def _make_named(cls):
        """One record of each room that names the twin, and its person where it has one."""
        env, company, twin = cls.env, cls.company, cls.twin
        own = {"partner_id": twin.id, "company_id": company.id}
        handover = env["care.handover"].create(
            {"user_id": cls.rep.id, "company_id": company.id, "reason": "She retires"}
        )
        touchpoint = cls.make_touchpoint(cls.person)
        contract = env["care.contract"].create(
            {**own, "name": "T-1", "product_id": cls.product.id, "date_end": "2027-12-31"}
        )
        profile = cls.file_of(twin)
        return {
            "plan": env["care.account.plan"].create({"profile_id": profile.id, "year": 2026}),
            "touchpoint": touchpoint,
            "contract": contract,
            "key": env["care.key.person"].create({"contact_id": cls.person.id}),
            "value": env["care.value.report"].create(
                {"profile_id": contract.profile_id.id, "contact_id": cls.person.id}
            ),
            "case": env["care.case"].create(
                {**own, "subject": "Leak", "contact_id": cls.person.id}
            ),
            "promise": env["care.sla.clock"]._start("return_visit", touchpoint),
            "mail": env["care.mail.triage"]._keep(
                "auto_reply", company, name="Away", partner_id=twin.id
            ),
            "line": env["care.handover.line"].create(
                {"handover_id": handover.id, "partner_id": twin.id}
            ),
            "difference": env["care.profile.difference"].create({**own, "name": "turnover_12m"}),
            "request": env["care.change.request"].create(
                {**own, "field_name": "vat", "new_value": "X", "value": "X"}
            ),
        }

    def links(self):
        """Our stored links to partners: model and field."""
        return {
            (model._name, name)
            for model in self.env.values()
            if model._name.startswith("care.") and model._auto and not model._transient
            for name, field in model._fields.items()
            if field.type == "many2one" and field.store and field.comodel_name == "res.partner"
        }

    def merge(self, *partners):
        """The last one stays."""
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge([partner.id for partner in partners], partners[-1])
        self.env.invalidate_all()

    def test_of_every_link_it_is_decided_what_deletion_does(self):
        decided = {
            **dict.fromkeys(GOES, "c"),
            **dict.fromkeys(STAYS_WITHOUT, "n"),
            **dict.fromkeys(HOLDS, "r"),
        }
        self.assertEqual(self.links(), set(decided))
        self.env.cr.execute(
            SQL(
                """
                SELECT r.conrelid::regclass::text, a.attname, r.confdeltype
                  FROM pg_constraint r
                  JOIN pg_attribute a ON a.attrelid = r.conrelid AND a.attnum = ANY(r.conkey)
                 WHERE r.contype = 'f' AND r.confrelid = 'res_partner'::regclass
                """
            )
        )
        held = {(table, column): action for table, column, action in self.env.cr.fetchall()}
        for (model, name), action in decided.items():
            with self.subTest(model=model, field=name):
                self.assertEqual(held[self.env[model]._table, name], action)

    def test_every_link_is_followed_to_the_one_who_stays(self):
        self.merge(self.twin, self.acme)
        for name, record in self.named.items():
            with self.subTest(record=name):
                self.assertEqual(record.exists().partner_id, self.acme)
        self.assertEqual(self.policy.partner_ids, self.acme)
        self.assertEqual(self.named["case"].contact_id, self.person)
        self.assertEqual(self.person.commercial_partner_id, self.acme)
        self.assertEqual(self.named["case"].profile_id, self.file_of(self.acme))
        self.assertEqual(self.named["promise"].profile_id, self.file_of(self.acme))

    def test_person_who_becomes_another_person_stays_the_contact(self):
        other = self.make_contact("Tina Twin", self.twin)
        self.merge(self.person, other)
        for name in ("case", "touchpoint"):
            with self.subTest(record=name):
                self.assertRecordValues(
                    self.named[name], [{"partner_id": self.twin.id, "contact_id": other.id}]
                )

    def test_rows_that_would_meet_a_unique_key_are_joined_before(self):
        keyed = set()
        for model, column in self.links():
            self.env.cr.execute(
                SQL(
                    "SELECT 1 FROM pg_index i JOIN pg_attribute a"
                    " ON a.attrelid = i.indrelid AND a.attnum = ANY(i.indkey)"
                    " WHERE i.indrelid = %s::regclass AND i.indisunique AND a.attname = %s",
                    self.env[model]._table,
                    column,
                )
            )
            if self.env.cr.fetchone():
                keyed.add(self.env[model]._table)
        self.assertEqual(keyed, JOINED_BEFORE)

    def test_who_is_held_is_said_in_words(self):
        """No deletion ends in the words of the database."""
        person = self.make_contact("Paul", self.acme)
        dossier = self.env["care.dossier"].create(
            {"partner_id": person.id, "company_id": self.company.id}
        )
        alone = {
            name: self.make_customer(f"Alone: {name}") for name in ("contract", "case", "plan")
        }
        profile = self.env["care.profile"]._ensure(alone["plan"], self.company)
        plan = self.env["care.account.plan"].create({"profile_id": profile.id, "year": 2026})
        plan.sudo()._set_state("submitted")
        self.named["contract"].partner_id = alone["contract"]
        self.named["contract"].action_start()
        self.named["case"].write({"partner_id": alone["case"].id, "contact_id": False})
        alone["policy"] = self.make_customer("Alone: policy")
        self.policy.partner_ids = alone["policy"]
        for name, partner in alone.items():
            with self.subTest(held_by=name), self.assertRaisesRegex(UserError, "Archive"):
                partner.unlink()
        person.unlink()
        self.assertFalse(dossier.exists())

    def owe_reply(self, document, customer):
        """Somebody wrote to a document of ours: a reply was promised."""
        text = "Where is it?"
        message = document.message_post(body=text, author_id=customer.id)
        return self.env["care.sla.clock"].create(
            {
                "kind": "reply",
                "partner_id": customer.id,
                "company_id": self.company.id,
                "message_id": message.id,
                "policy_id": self.policy.id,
                "date_start": message.date,
                "deadline": fields.Datetime.add(message.date, hours=24),
            }
        )

    def test_customer_who_is_owed_a_reply_on_another_document_is_kept(self):
        alone = self.make_customer("Alone")
        lead = self.env["crm.lead"].create({"name": "Pumps", "partner_id": alone.id})
        clock = self.owe_reply(lead, alone)
        with self.assertRaisesRegex(UserError, "Archive"):
            alone.unlink()
        lead.unlink()
        self.assertFalse(clock.exists())
        alone.unlink()

    def test_reply_owed_on_the_customer_itself_goes_with_it(self):
        alone = self.make_customer("Alone")
        clock = self.owe_reply(alone, alone)
        alone.unlink()
        self.assertFalse(clock.exists())

    def test_archived_customer_keeps_what_names_her(self):
        self.twin.action_archive()
        kept = {name: record.exists() for name, record in self.named.items()}
        self.assertEqual(kept, self.named)
        self.assertEqual(self.named["case"].state, "received")

    def test_privacy_lookup_finds_what_names_a_person(self):
        if "privacy.lookup.wizard" not in self.env:
            self.skipTest("privacy_lookup is not installed")
        wizard = self.env["privacy.lookup.wizard"].create(
            {"name": self.person.name, "email": self.person.email}
        )
        wizard.action_lookup()
        found = {(line.res_model, line.res_id) for line in wizard.line_ids}
        for name in ("case", "touchpoint"):
            self.assertIn((self.named[name]._name, self.named[name].id), found)
