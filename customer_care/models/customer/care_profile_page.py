"""What the customer page on the partner form shows: one call, read with the reader's rights."""

from odoo import api, fields, models

# The page shows the newest events; older ones are found in the records themselves.
_TIMELINE_LENGTH = 20


class CareProfile(models.Model):
    _inherit = "care.profile"

    @api.model
    @api.readonly
    def get_customer_page(self, partner_id):
        """Everything that the customer page draws.

        :param int partner_id: any partner; its commercial partner is the customer
        :return: False when the reader may see no file of that customer in the present company,
            else a dict with ``profile`` (columns of ``_page_fields``), ``currency_id``,
            ``turnover_by_month``, ``why`` (see ``_grade_evidence``), and ``timeline`` (newest
            first: ``kind, date, title, res_model, res_id``)
        """
        partner = self.env["res.partner"].browse(int(partner_id)).exists()
        partner.check_access("read")
        profile = self._of(partner)
        if not profile:
            return False
        return {
            "profile": profile.read(self._page_fields())[0],
            "currency_id": profile.currency_id.id,
            "turnover_by_month": profile.turnover_by_month,
            "why": profile._grade_evidence(),
            "outlook": profile._grade_outlook(),
            "timeline": profile._timeline(),
            "tiles": profile._page_tiles(),
        }

    @api.model
    def _page_fields(self):
        """Columns that the head of the page needs; rooms add theirs."""
        return ["partner_id", "grade_id", "grade_color", "grade_since", "user_id", "member_ids"]

    def _page_tiles(self):
        """The tiles of figures, in order; rooms add theirs.

        :return: list of dicts ``key, title, figures``; each figure has ``label, value, type``
            (monetary, integer, float, date or percent) and an optional ``late`` flag
        """
        self.ensure_one()
        return [
            {
                "key": "trade",
                "title": self.env._("Turnover 12 months"),
                "figures": [
                    self._page_figure("turnover_12m", "monetary"),
                    self._page_figure("turnover_trend_percent", "trend"),
                    self._page_figure("order_count_12m", "integer"),
                    self._page_figure("last_order_date", "date"),
                ],
            }
        ]

    def _page_figure(self, name, kind, **extra):
        """One figure of a tile, labelled as its column is."""
        value = self[name]
        return {
            "name": name,
            "label": self._fields[name]._description_string(self.env),
            "value": fields.Date.to_string(value) if kind == "date" else value,
            "type": kind,
            **extra,
        }

    # === TIMELINE === #

    def _timeline(self):
        """The newest events of the customer from all kinds of records the reader may see."""
        self.ensure_one()
        events = []
        for source in self._timeline_sources():
            events += getattr(self, source)(_TIMELINE_LENGTH)
        events.sort(key=lambda event: (event["date"], event["res_id"]), reverse=True)
        return events[:_TIMELINE_LENGTH]

    @api.model
    def _timeline_sources(self):
        """Names of the methods that give the newest events of one kind; rooms add theirs."""
        return ["_timeline_orders", "_timeline_grades"]

    def _timeline_orders(self, limit):
        Order = self.env["sale.order"]
        if not Order.has_access("read"):
            return []
        orders = Order.search(
            [
                ("partner_id", "child_of", self.partner_id.id),
                ("company_id", "child_of", self.company_id.id),
                ("state", "=", "sale"),
            ],
            order="date_order desc",
            limit=limit,
        )
        return [
            self._timeline_event(
                "order",
                order,
                fields.Datetime.context_timestamp(self, order.date_order).date(),
                self.env._("Order %(number)s", number=order.name),
                amount=order.amount_untaxed,
                currency_id=order.currency_id.id,
            )
            for order in orders
        ]

    def _timeline_grades(self, limit):
        changes = self.env["care.grade.change"].search(
            [("profile_id", "=", self.id), ("state", "=", "applied")], limit=limit
        )
        return [
            self._timeline_event(
                "grade",
                change,
                change.date_apply,
                self.env._("Grade %(grade)s", grade=change.new_grade_id.name)
                if change.new_grade_id
                else self.env._("Grade taken away"),
                note=change.reason or "",
            )
            for change in changes
        ]

    @api.model
    def _timeline_event(self, kind, record, date, title, **extra):
        return {
            "kind": kind,
            "date": fields.Date.to_string(date),
            "title": title,
            "res_model": record._name,
            "res_id": record.id,
            **extra,
        }
