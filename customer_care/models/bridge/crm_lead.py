from odoo import api, models
from odoo.tools import SQL

_WATCHED = {"partner_id", "won_status", "active", "company_id", "user_id"}


class CrmLead(models.Model):
    """An open lead makes its partner a prospect."""

    _inherit = "crm.lead"

    def _write_multi(self, vals_list):
        """Every stored change passes here; a new lead's too, whose status is computed."""
        partners = self._fields["partner_id"]._get_cache(self.env)
        leads = self.browse(
            lead_id
            for lead_id, vals in zip(self._ids, vals_list, strict=True)
            if not _WATCHED.isdisjoint(vals) and ("partner_id" in vals or partners.get(lead_id, 1))
        )
        leads._care_put_open()
        result = super()._write_multi(vals_list)
        leads._care_put_open()
        return result

    def _care_put_open(self):
        """Let the partners of these leads, as far as they are open in the database, be counted."""
        if self:
            self.env["care.dirty"]._put(
                SQL(
                    "SELECT l.partner_id, COALESCE(l.company_id, u.company_id) FROM crm_lead l"
                    " LEFT JOIN res_users u ON u.id = l.user_id"
                    " WHERE l.id = ANY(%s) AND l.active AND l.won_status = 'pending'",
                    self.ids,
                )
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_put_dirty(self):
        self.filtered("partner_id")._care_put_open()
