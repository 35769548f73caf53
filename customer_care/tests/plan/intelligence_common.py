from odoo import fields

from ..common import CareCommon


class IntelligenceCommon(CareCommon):
    """The rep and the colleague look after customers; the steward reads what they report."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_trade()
        cls.profile = cls.file_of(cls.acme)

    @classmethod
    def make_piece(cls, user=None, **vals):
        user = user or cls.rep
        return (
            cls.env["care.intelligence"]
            .with_user(user)
            .with_context(allowed_company_ids=user.company_id.ids)
            .create({"name": "New plant", "source_grade": "2", **vals})
        )

    @classmethod
    def report_of(cls, user, month="2026-03-01", company=None):
        return cls.env["care.intelligence.month"].search(
            [
                ("user_id", "=", user.id),
                ("month", "=", month),
                ("company_id", "=", (company or cls.company).id),
            ]
        )

    @classmethod
    def follow(cls, day="2026-03-10"):
        """The nightly job, for our two companies."""
        Report = cls.env["care.intelligence.month"].sudo()
        for company in cls.company | cls.other_company:
            Report._follow_company(company, fields.Date.to_date(day))

    @classmethod
    def tasks_of(cls, records, user=None):
        """The open activities on these."""
        domain = [("res_model", "=", records._name), ("res_id", "in", records.ids)]
        if user:
            domain.append(("user_id", "=", user.id))
        return cls.env["mail.activity"].search(domain)
