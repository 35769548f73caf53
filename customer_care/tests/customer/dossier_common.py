"""The cast around one confidential dossier: that of Petra, buyer at Acme, whose owner is the rep.

The member serves Acme; the confidant is in the confidential group; nobody else but those of
``common.py`` appears.
"""

from odoo.tests import freeze_time

from ..common import NOW, CareCommon

SECRET = "Two daughters in Lyon"


@freeze_time(NOW)
class DossierCommon(CareCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_trade()
        cls.file_of(cls.acme).member_ids = cls.member
        cls.confidant = cls._make_user("Confidant", "customer_care.group_care_confidential")
        cls.ridge_manager = cls._make_user(
            "Ridge Manager", "customer_care.group_care_manager", company=cls.other_company
        )
        cls.public_user = cls.env.ref("base.public_user")
        cls.petra.name = "Petra"  # her login had given her its own name
        cls.dossier = cls.make_dossier(cls.petra, family=SECRET, attitude="positive")

    @classmethod
    def make_dossier(cls, person, company=None, **vals):
        return cls.env["care.dossier"].create(
            {"partner_id": person.id, "company_id": (company or cls.company).id, **vals}
        )

    @classmethod
    def make_loan(cls, user, date_to="2026-03-12", granted=True, **vals):
        """A card for Petra's dossier, until the end of the day after tomorrow."""
        card = (
            cls.env["care.dossier.grant"]
            .with_user(user)
            .create({"partner_id": cls.petra.id, "date_to": date_to, "purpose": "Dinner", **vals})
        )
        if granted:
            card.with_user(cls.manager).action_grant()
        return card.with_env(cls.env)

    def open_dossier(self, user, purpose=None, **kwargs):
        """Press the button on Petra's contact."""
        return self.rpc(
            user, "res.partner", "action_care_dossier", self.petra.ids, purpose, **kwargs
        )

    def read_dossier(self, user, **kwargs):
        [row] = self.rpc(user, "care.dossier", "read", self.dossier.ids, ["family"], **kwargs)
        return row["family"]

    @classmethod
    def log(cls, **vals):
        """Rows of the log that were written since ``mark``, oldest first."""
        domain = [(name, "=", value) for name, value in vals.items()]
        return cls.env["care.dossier.access"].search([("id", ">", cls.mark), *domain], order="id")

    def setUp(self):
        super().setUp()
        self.set_mark()

    @classmethod
    def set_mark(cls):
        cls.mark = cls.env["care.dossier.access"].search([], order="id desc", limit=1).id
