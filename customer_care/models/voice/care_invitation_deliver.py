"""Mails that do not arrive."""

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

# Of two invitations of one person the first of these stays.
_LASTING = ("answered", "sent", "failed", "expired", "withdrawn", "waiting", "skipped")


class CareInvitation(models.Model):
    _inherit = "care.invitation"

    # === ACTIONS === #

    def action_send_again(self):
        """Mail those again whom the last mail did not reach, at their present address."""
        self._check_asking()
        # sudo - care.invitation: the engine alone writes invitations
        failed = self.sudo().filtered(lambda row: row.state == "failed")
        failed = failed.try_lock_for_update()
        if not failed:
            raise UserError(self.env._("Only what was not delivered is sent again."))
        for row in failed:
            if not row.contact_id.email_normalized:
                raise UserError(
                    self.env._("%(person)s has no mail address.", person=row.contact_id.name)
                )
            row.email = row.user_input_id.email = row.contact_id.email_normalized
        failed._mails("exception").unlink()
        fresh = {"failure": False, "date_retry": False, "retry_count": 0}
        unasked = failed.filtered(lambda row: not row.date_sent)
        unasked.write({"state": "waiting", **fresh})  # the job writes what could not be written
        failed -= unasked
        failed.write({"state": "sent", "date_last_mail": fields.Datetime.now(), **fresh})
        for campaign, rows in failed.grouped("campaign_id").items():
            campaign._mail("customer_care.mail_template_invitation", rows)

    def _check_asking(self):
        """
        :raise AccessError: for those who do not run campaigns
        :raise UserError: where the campaign is over
        """
        self.check_access("read")
        self.campaign_id.check_access("write")
        if any(campaign.state != "running" for campaign in self.campaign_id):
            raise UserError(self.env._("The campaign is not running."))

    # === BUSINESS METHODS === #

    def _unreachable(self):
        """Those who cannot or must not be mailed: asked by phone because they have no address,
        archived, or they want no mail since."""
        # sudo - mail.blacklist: the engine asks who wants no mail
        blocked = set(
            self.env["mail.blacklist"]
            .sudo()
            .search([("email", "in", self.mapped("email"))])
            .mapped("email")
        )
        return self.filtered(
            lambda row: not row.email or not row.contact_id.active or row.email in blocked
        )

    def _join_persons(self, sources, target):
        """Contacts become one: of invitations that would meet, the one that went furthest stays.

        :param sources: the ``res.partner`` who end
        :param target: the one who stays
        """
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """
                DELETE FROM care_invitation WHERE id IN (
                    SELECT id FROM (
                        SELECT id, row_number() OVER (
                                   PARTITION BY campaign_id, order_id, case_id
                                       ORDER BY array_position(%(lasting)s, state), id) AS place
                          FROM care_invitation WHERE contact_id = ANY(%(persons)s)) r
                     WHERE place > 1)
                """,
                lasting=list(_LASTING),
                persons=(sources | target).ids,
            )
        )
        self.invalidate_model()
