from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import plaintext2html


class CareHandover(models.Model):
    """One hand-over of customers to a new account manager: who handed what to whom, when and why,
    with a brief of each customer as it stood that day. Written by ``care.profile._hand_over``,
    never changed or deleted."""

    _name = "care.handover"
    _description = "Hand-Over"
    _inherit = ["mail.thread"]
    _order = "date desc, id desc"
    _rec_name = "user_id"
    _mail_post_access = "read"

    user_id = fields.Many2one(
        "res.users", string="To", readonly=True, index="btree_not_null", ondelete="set null"
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True, ondelete="cascade"
    )
    date = fields.Date(required=True, readonly=True, default=fields.Date.context_today)
    done_by_id = fields.Many2one(
        "res.users",
        string="Handed Over By",
        readonly=True,
        default=lambda self: self.env.user,
        index="btree_not_null",
        ondelete="set null",
    )
    reason = fields.Char(required=True, readonly=True)
    note = fields.Text(
        "Not to Be Forgotten", readonly=True, help="It stands in the brief of each customer."
    )
    line_ids = fields.One2many("care.handover.line", "handover_id", string="Customers")
    customer_count = fields.Integer("Customers Handed Over", compute="_compute_customer_count")

    @api.depends("line_ids")
    def _compute_customer_count(self):
        counts = dict(
            self.env["care.handover.line"]._read_group(
                [("handover_id", "in", self.ids)], ["handover_id"], ["__count"]
            )
        )
        for handover in self:
            handover.customer_count = counts.get(handover, 0)

    @api.depends("user_id", "date")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for handover in self:
            handover.display_name = self.env._(
                "Hand-over to %(user)s, %(day)s",
                user=handover.user_id.name or "",
                day=handover.date,
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("Hand-overs are history: they can't be deleted."))

    # === ACTIONS === #

    def action_print(self):
        """The briefs of all customers as one PDF, a page each."""
        self.check_access("read")
        return self.env.ref("customer_care.report_handover_action").report_action(self)

    # === BUSINESS METHODS === #

    def _tell_new_owner(self):
        """One message for all customers, with a link to their briefs."""
        self.ensure_one()
        user = self.user_id
        if user == self.env.user:
            return
        reader = self.with_context(lang=user.lang)
        text = reader.env._(
            "%(manager)s handed %(count)s customers over to you: %(reason)s. Read their briefs.",
            manager=self.env.user.name,
            count=len(self.line_ids),
            reason=self.reason,
        )
        reader.message_notify(
            partner_ids=user.partner_id.ids,
            author_id=self.env.user.partner_id.id,
            subject=reader.env._("Customers handed over to you"),
            body=plaintext2html(f"{text}\n\n{self.note}" if self.note else text),
        )
