"""When somebody last said that everything in the file is right."""

from odoo import api, fields, models


class CareProfile(models.Model):
    _inherit = "care.profile"

    verified_date = fields.Date(
        "Verified",
        readonly=True,
        copy=False,
        help="The day on which somebody last confirmed that everything in the file is right.",
    )
    verified_user_id = fields.Many2one(
        "res.users",
        string="Verified By",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )
    verification_ids = fields.One2many("care.file.verification", "profile_id")
    is_verification_late = fields.Boolean(
        "To Verify",
        compute="_compute_is_verification_late",
        search="_search_is_verification_late",
        help="The present round asks for a look at this file.",
    )

    # === COMPUTE METHODS === #

    @api.depends("verification_ids.state")
    def _compute_is_verification_late(self):
        for profile in self:
            profile.is_verification_late = "open" in profile.verification_ids.mapped("state")

    def _search_is_verification_late(self, operator, value):
        if operator != "in":
            return NotImplemented
        return [("verification_ids.state", "=", "open")]

    # === ACTIONS === #

    def action_verify(self):
        """Everything in these files is right: say so, by whom and today."""
        self.check_access("write")
        # sudo - care.profile, care.file.verification: written by this checked action alone
        engine = self.sudo()
        for company, profiles in engine.grouped("company_id").items():
            today = company._care_today()
            profiles.write({"verified_date": today, "verified_user_id": self.env.uid})
            profiles.verification_ids.filtered(lambda row: row.state == "open").write(
                {"state": "confirmed", "date_confirmed": today, "confirmed_user_id": self.env.uid}
            )

    # === OPENED FIGURES === #

    @api.model
    def _figure_models(self):
        return {**super()._figure_models(), "verified_date": "care.file.verification"}

    def _figure_records_verified_date(self, _scope):
        return [("profile_id", "=", self.id)]

    # === PLATFORM EVENTS === #

    def _absorb(self, others):
        """Who verified one of two files has not seen the other: the joined one is verified anew,
        and keeps the rounds that only the other was in."""
        self.update({"verified_date": False, "verified_user_id": False})
        mine = set(self.verification_ids.mapped("period_date"))
        for row in others.verification_ids:
            if row.period_date not in mine:
                mine.add(row.period_date)
                row.profile_id = self
        self.env.flush_all()
        return super()._absorb(others)
