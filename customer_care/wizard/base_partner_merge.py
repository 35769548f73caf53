from odoo import models
from odoo.tools import SQL

# What core would delete altogether where two partners have one row in common: of each table the
# column of the partner and the one that both may share.
_SHARED_ROWS = [
    ("mail_notification", "res_partner_id", "mail_message_id"),
    ("discuss_channel_member", "partner_id", "channel_id"),
]


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    def _update_foreign_keys(self, src_partners, dst_partner):
        """Join the customers' files before core re-points what is left: it deletes rows that meet a
        unique key, and stops at a unique index."""
        self._care_drop_doubles(src_partners, dst_partner)
        self._care_join_files(src_partners, dst_partner)
        self._care_put_dirty(src_partners, dst_partner)
        self.env["care.dossier"]._join_persons(src_partners, dst_partner)
        # sudo - care.invitation: records that the person can't see are joined too
        self.env["care.invitation"].sudo()._join_persons(src_partners, dst_partner)
        # sudo - care.key.person: records that the person can't see are joined too
        self.env["care.key.person"].sudo()._join_persons(src_partners, dst_partner)
        # sudo - care.touchpoint: records that the person can't see are joined too
        self.env["care.touchpoint"].sudo()._hand_over_person(src_partners, dst_partner)
        # sudo - care.change.request: requests that the person can't see are joined too
        self.env["care.change.request"].sudo()._join_customers(src_partners, dst_partner)
        result = super()._update_foreign_keys(src_partners, dst_partner)
        self.env["care.profile"]._refresh(dst_partner)
        return result

    def _update_values(self, src_partners, dst_partner):
        """What the one who stays takes over from the others is no change that waits."""
        return super()._update_values(src_partners, dst_partner._care_free())

    def _care_drop_doubles(self, src_partners, dst_partner):
        """Of messages and channels that both have in common, one row stays; else core deletes all
        rows of those who disappear."""
        self.env.flush_all()
        for table, partner, shared in _SHARED_ROWS:
            self.env.cr.execute(
                SQL(
                    """
                    DELETE FROM %(table)s WHERE id IN (
                        SELECT id FROM (
                            SELECT id, ROW_NUMBER() OVER (PARTITION BY %(shared)s
                                       ORDER BY %(partner)s = %(stays)s DESC, id) AS place
                              FROM %(table)s WHERE %(partner)s = ANY(%(all)s)) r
                         WHERE place > 1)
                    """,
                    table=SQL.identifier(table),
                    shared=SQL.identifier(shared),
                    partner=SQL.identifier(partner),
                    stays=dst_partner.id,
                    all=(src_partners | dst_partner).ids,
                )
            )
        self.env.invalidate_all()

    def _care_put_dirty(self, src_partners, dst_partner):
        """Whoever loses a contact to another customer here is counted anew, and what the queue
        holds for partners who end here is for the one who stays."""
        customers = (src_partners | dst_partner).commercial_partner_id
        Dirty = self.env["care.dirty"]
        Dirty._put_pairs(
            (partner.id, customer.id)
            for partner in (customers | dst_partner) - src_partners
            for customer in customers
        )
        Dirty._put(
            SQL(
                "SELECT %s, company_id FROM care_dirty WHERE partner_id = ANY(%s)",
                dst_partner.id,
                src_partners.ids,
            )
        )

    def _care_join_files(self, src_partners, dst_partner):
        # sudo - care.profile: files of every company are joined, whoever merges the contacts
        Profile = self.env["care.profile"].sudo().with_context(active_test=False)
        profiles = Profile.search([("partner_id", "in", (src_partners | dst_partner).ids)])
        for files in profiles.grouped("company_id").values():
            kept = files.filtered(lambda file: file.partner_id == dst_partner)
            if not kept:
                kept = (files.filtered("grade_id") or files)[0]
                kept._move_to(dst_partner)
            if others := files - kept:
                kept._absorb(others)
        self.env.flush_all()
