"""What the customer page on the partner form shows: one call, read with the reader's rights."""

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.tools import SQL

from ...const import GROUP_MANAGER
from .refresh_scope import RefreshScope

# Older events are sent when the reader asks for them, at most so many.
_TIMELINE_LENGTH = 20
_TIMELINE_AT_MOST = 500


class CareProfile(models.Model):
    _inherit = "care.profile"

    @api.model
    @api.readonly
    def get_customer_page(self, partner_id):
        """Everything that the customer page draws.

        :param int partner_id: any partner; its commercial partner is the customer
        :return: False when the reader may see no file of that customer in the present company,
            else a dict with ``profile`` (columns of ``_page_fields``), ``currency_id``, ``head``,
            ``tiles``, ``openable``, ``why`` (see ``_grade_evidence``), ``outlook``,
            ``grade_history``, ``people``, ``promises``, ``plan``, ``group`` (see the methods of
            these names) and what ``_page_timeline`` gives
        """
        profile = self._page_file(partner_id)
        if not profile:
            return False
        return {
            "profile": profile.read(self._page_fields())[0],
            "currency_id": profile.currency_id.id,
            "head": profile._page_head(),
            "tiles": [tile for tile in profile._page_tiles() if profile._has_figures(tile)],
            "openable": self._openable_figures(),
            "why": profile._grade_evidence(),
            "outlook": profile._grade_outlook(),
            "grade_history": profile._grade_history(),
            "people": profile._page_people(),
            "promises": sorted(profile._page_promises(), key=lambda row: row["date"]),
            "plan": sorted(profile._page_plan(), key=lambda row: row["date"]),
            "group": profile._page_group(),
            **profile._page_timeline(),
        }

    @api.model
    @api.readonly
    def get_customer_timeline(self, partner_id, kind=False, limit=_TIMELINE_LENGTH):
        """The timeline alone, further back or of one kind of events.

        :param str kind: a key of ``_timeline_kinds``; False for all
        :param int limit: how many events, the newest ones
        :return: as ``_page_timeline``, False as ``get_customer_page``
        """
        profile = self._page_file(partner_id)
        limit = min(max(int(limit), 1), _TIMELINE_AT_MOST)
        return profile and profile._page_timeline(kind, limit)

    @api.model
    def _page_file(self, partner_id):
        """The file of a partner's customer in the present company, as the reader may see it."""
        partner = self.env["res.partner"].browse(int(partner_id)).exists()
        partner.check_access("read")
        return self._of(partner)

    @api.model
    def _page_fields(self):
        """Columns that the head of the page needs; rooms add theirs."""
        return ["partner_id", "grade_id", "grade_color", "grade_since", "user_id", "member_ids"]

    def _page_head(self):
        """Who the customer is to us; rooms add what stands beside it.

        :return: dict of ``grade`` (dict ``code, name``, or False) and ``team`` (dicts ``id,
            name``, without the account manager), ``can_unlock`` (whether the reader may let go
            of a grade kept by hand) and ``waiting`` (what waits for approval, in words)
        """
        # sudo - care.grade: the name of the grade is no secret to those who may see the customer
        grade = self.grade_id.sudo()
        return {
            "grade": bool(grade) and {"code": grade.code, "name": grade.name},
            "team": [{"id": user.id, "name": user.name} for user in self.member_ids - self.user_id],
            "can_unlock": self.env.user.has_group(GROUP_MANAGER),
            "waiting": self.partner_id.care_waiting_text,
        }

    def _page_tiles(self):
        """The tiles of figures, in order; rooms add theirs. A tile without any figure is not shown.

        :return: list of dicts ``key, title, figures`` and an optional ``chart`` (see
            ``_page_chart``); each figure has ``name, label, value, type`` (monetary, integer,
            float, date, trend or text) and an optional ``late`` flag and ``note`` (a sentence).
            It is counted and opens its records (see ``_figure_models``), or was judged by hand
        """
        self.ensure_one()
        return [
            {
                "key": "trade",
                "title": self.env._("Turnover 12 months"),
                "figures": [
                    self._page_figure("turnover_12m", "monetary"),
                    self._page_figure("turnover_trend_percent", "trend"),
                    self._page_figure("turnover_percentile", "integer"),
                    self._page_figure("profit_12m", "monetary"),
                    self._page_figure("overdue_amount", "monetary", late=self.overdue_amount > 0),
                ],
                "chart": self._page_turnover_chart(),
            },
            {
                "key": "orders",
                "title": self.env._("Orders 12 Months"),
                "figures": [
                    self._page_figure("order_count_12m", "integer"),
                    self._page_figure("order_trend_percent", "trend"),
                    self._page_figure("usual_interval_days", "float"),
                    self._page_figure("last_order_date", "date"),
                    self._page_figure("cooperation_years", "integer"),
                ],
            },
        ]

    @api.model
    def _has_figures(self, tile):
        """Whether the tile's room knows anything of the customer; no tile is drawn empty."""
        return any(figure["value"] is not False for figure in tile["figures"])

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

    def _page_turnover_chart(self):
        scope = RefreshScope.of(self.company_id, partners=self.partner_id)
        return self._page_chart(scope, self._trade_documents(scope), "monetary")

    @api.model
    def _page_chart(self, scope, days, kind):
        """The course of a figure, a bar for each month.

        :param SQL days: rows of ``day, amount``
        :return: dict ``type``, ``first`` (first day of the first month), ``values`` (twelve, oldest
            first, the last is the present month) and ``before`` (the same months a year earlier);
            False where nothing was counted in either year
        """
        first = scope.today.replace(day=1) - relativedelta(months=23)
        rows = self.env.execute_query(
            SQL(
                "SELECT (EXTRACT(YEAR FROM d.day)::int - %(year)s) * 12"
                " + EXTRACT(MONTH FROM d.day)::int - %(month)s, SUM(d.amount)"
                " FROM (%(days)s) d WHERE d.day BETWEEN %(first)s AND %(today)s GROUP BY 1",
                year=first.year,
                month=first.month,
                days=days,
                first=first,
                today=scope.today,
            )
        )
        months = [0.0] * 24
        for month, amount in rows:
            months[month] = float(amount)
        return any(months) and {
            "type": kind,
            "first": fields.Date.to_string(first + relativedelta(months=12)),
            "before": months[:12],
            "values": months[12:],
        }

    # === TIMELINE === #

    def _page_timeline(self, kind=False, limit=_TIMELINE_LENGTH):
        """The newest events of the customer from all kinds of records the reader may see.

        :return: dict ``timeline`` (newest first: ``kind, date, title, res_model, res_id``),
            ``kinds`` (those that there are: ``kind, label, icon``) and ``has_more``
        """
        self.ensure_one()
        events = []
        for source in self._timeline_sources():
            events += getattr(self, source)(limit + 1)
        present = {event["kind"] for event in events}
        if kind:
            events = [event for event in events if event["kind"] == kind]
        events.sort(key=lambda event: (event["date"], event["res_id"]), reverse=True)
        return {
            "timeline": events[:limit],
            "kinds": [row for row in self._timeline_kinds() if row["kind"] in present],
            "has_more": len(events) > limit,
        }

    @api.model
    def _timeline_kinds(self):
        """The kinds of events, in the order of the filter; rooms add theirs."""
        return [
            {"kind": "order", "label": self.env._("Orders"), "icon": "fa-shopping-cart"},
            {"kind": "grade", "label": self.env._("Grades"), "icon": "fa-star"},
        ]

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
