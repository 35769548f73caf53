"""The check after the deal: the first contact after an order was carried out asks whether all went
well."""

import datetime

from odoo import Command, api, fields, models
from odoo.exceptions import UserError


class CareTouchpoint(models.Model):
    _inherit = "care.touchpoint"

    order_id = fields.Many2one(
        "sale.order",
        string="Deal",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        help="The order that this contact looks back on.",
    )
    check_ids = fields.One2many("care.touchpoint.check", "touchpoint_id", copy=False)
    has_problem = fields.Boolean(compute="_compute_has_problem", search="_search_has_problem")

    # === COMPUTE METHODS === #

    @api.depends("check_ids.is_problem")
    def _compute_has_problem(self):
        for touchpoint in self:
            touchpoint.has_problem = any(touchpoint.check_ids.mapped("is_problem"))

    def _search_has_problem(self, operator, value):
        if operator != "in":
            return NotImplemented
        return [("check_ids", "any", [("is_problem", "=", True)])]

    @api.onchange("partner_id")
    def _onchange_offer_check(self):
        """A contact that nobody planned carries the check too."""
        if self.state == "planned" and not self._origin:
            self.order_id, questions = self._awaiting_check()
            self.check_ids = [Command.clear(), *self._check_commands(questions)]

    # === ACTIONS === #

    def action_open_log(self):
        """Bring the check along where a deal awaits it."""
        self.ensure_one()
        self.check_access("write")
        if self.state == "planned" and not self.check_ids:
            order, questions = self._awaiting_check()
            if questions:
                # sudo - care.touchpoint: the deal of a contact is set by this check alone
                self.sudo().write(
                    {"order_id": order.id, "check_ids": self._check_commands(questions)}
                )
        return super().action_open_log()

    def action_done(self):
        """A problem needs a next step; questions that nobody answered wait for the next contact."""
        self.check_access("write")
        for touchpoint in self:
            if touchpoint.has_problem and not touchpoint.next_step:
                raise UserError(
                    self.env._(
                        "There was a problem with the deal of %(customer)s: agree on a next step.",
                        customer=touchpoint.partner_id.display_name,
                    )
                )
        self._drop_unanswered()
        return super().action_done()

    # === BUSINESS METHODS === #

    def _drop_unanswered(self):
        asked = self.filtered("check_ids")
        asked.check_ids.filtered(lambda check: not (check.answer or check.note)).unlink()
        unanswered = asked.filtered(lambda t: not t.check_ids and t.origin != "follow_up")
        # sudo - care.touchpoint: as in action_open_log
        unanswered.sudo().order_id = False

    @api.model
    def _check_commands(self, questions):
        return [Command.create({"question_id": question.id}) for question in questions]

    def _awaiting_check(self):
        """The customer's last deal that was carried out and that nobody looked back on yet.

        :return: the order and the questions to ask; both empty where there is none
        """
        company = self.company_id.root_id
        customer = self.partner_id.commercial_partner_id
        Question = self.env["care.check.question"]
        order = self.order_id or self._last_deal(customer, company)
        if not order or not company.care_check_days or self._is_checked(order):
            return self.env["sale.order"], Question
        return order, Question.search([("company_id", "in", (False, company.id))])

    @api.model
    def _last_deal(self, customer, company):
        """The last order whose promised day, else whose own, is over and not too long ago."""
        now = fields.Datetime.now()
        since = now - datetime.timedelta(days=company.care_check_days)
        # sudo - sale.order: who looks after the customer asks about the deal of any seller
        orders = (
            self.env["sale.order"]
            .sudo()
            .search(
                [
                    ("partner_id", "child_of", customer.ids),
                    ("company_id", "child_of", company.ids),
                    ("state", "=", "sale"),
                    "|",
                    *("&", ("commitment_date", ">=", since), ("commitment_date", "<=", now)),
                    *("&", ("commitment_date", "=", False), ("date_order", ">=", since)),
                ]
            )
        )
        done = orders.sorted(lambda order: order.commitment_date or order.date_order)
        return done[-1:].sudo(False)

    @api.model
    def _is_checked(self, order):
        # sudo - care.touchpoint: a check by a colleague is a check
        return bool(
            self.sudo().search_count(
                [("order_id", "=", order.id), ("state", "=", "done"), ("check_ids", "!=", False)],
                limit=1,
            )
        )
