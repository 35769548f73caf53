from odoo import api, fields, models

_SAID = {"email", "comment"}


class MailMessage(models.Model):
    """A message that the customer wrote is a contact."""

    _inherit = "mail.message"

    care_is_automatic = fields.Boolean(
        "Automatic Answer",
        readonly=True,
        copy=False,
        help="The sender's machine answered: an absence note, for example.",
    )

    # What a refresh of all customers reads of this big table. It goes with the column.
    _care_contact_idx = models.Index(
        "(author_id, date) INCLUDE (record_company_id, model)"
        " WHERE message_type IN ('email', 'comment') AND care_is_automatic IS NOT TRUE"
    )

    @api.model_create_multi
    def create(self, vals_list):
        messages = super().create(vals_list)
        self.env["care.profile"]._contacts_changed(messages._care_writers())
        return messages

    def _care_writers(self):
        """The customers' people who wrote these messages themselves. Costs no query for messages
        of the one who is logged in, if she is ours."""
        said = self.filtered(lambda m: m.message_type in _SAID and not m.care_is_automatic)
        # sudo - res.partner: the public may write, and read nobody
        authors = said.sudo().author_id
        if self.env.user._is_internal():
            authors -= self.env.user.partner_id
        return authors.filtered("partner_share")

    @api.ondelete(at_uninstall=False)
    def _unlink_put_dirty(self):
        customers = self._care_writers().commercial_partner_id
        self.env["care.dirty"]._put_pairs((customer.id, customer.id) for customer in customers)
