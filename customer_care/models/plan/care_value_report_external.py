"""The external edition: what the customer may read. A white list: each part is built here, of
nothing but what is named here."""

from odoo import fields, models
from odoo.tools import SQL

_PRODUCTS_AT_MOST = 10
_CASES_AT_MOST = 10
_EVENTS_AT_MOST = 8
# Answers of fewer people would tell who said what.
_PEOPLE_LEAST = 3
# Measures of which somebody may be told: not those that were given up or did not help.
_TOLD_MEASURES = ("planned", "done", "effective")


class CareValueReport(models.Model):
    _inherit = "care.value.report"

    def _figures_external(self):
        """Everything that the external edition says but the words of the account manager, in the
        customer's language.

        Nothing of what we think of the customer is in it: no margin, grade, risk, rank or
        complaint rate; nothing that we wrote for ourselves; nothing of other customers.

        :return: a dict that JSON can hold, by part; see the methods of the parts
        """
        self.ensure_one()
        # sudo - orders, cases, promises, answers: whoever may read the report may read what it
        # says to its customer
        report = self.sudo().with_company(self.company_id)
        report = report.with_context(lang=report._external_lang())
        self.env.flush_all()
        return {
            "trade": report._told_trade(),
            "products": report._told_products(),
            "service": report._told_service(),
            "cases": report._told_cases(),
            "voice": report._told_voice(),
            "measures": report._told_measures(),
            "events": report._told_events(),
            "team": report._told_team(),
        }

    def _told_trade(self):
        """Orders and their value: dict of ``orders, value, value_before, chart, source``."""
        trade = self._figures_trade()
        return {
            "orders": trade["orders"]["quarter"],
            "value": trade["turnover"]["quarter"],
            "value_before": trade["turnover"]["quarter_before"],
            "chart": trade["chart"],
            "source": trade["source"],
        }

    def _told_products(self):
        """What was ordered in the quarter, most first.

        :return: dict of ``rows`` (dicts ``name, unit, quantity, delivered, amount``),
            ``has_delivered`` (whether anybody noted a delivery: of services often nobody does),
            ``more`` (how many products beyond) and ``saved`` (by agreed discounts)
        """
        start, end = self._windows()["quarter"]
        rows = self.env.execute_query(
            SQL(
                """
                SELECT d.product_id, d.uom_id, SUM(d.quantity), SUM(d.delivered), SUM(d.amount),
                       SUM(d.saved)
                  FROM (%s) d WHERE d.day BETWEEN %s AND %s
              GROUP BY d.product_id, d.uom_id ORDER BY SUM(d.amount) DESC, d.product_id
                """,
                self.profile_id._trade_lines_orders(self._scope()),
                start,
                end,
            )
        )
        known = [row for row in rows if row[0]]
        # what the customer reads on its orders, but for the reference in brackets
        products = self.env["product.product"].browse(row[0] for row in known)
        names = {product.id: product.name for product in products}
        units = {unit.id: unit.name for unit in self.env["uom.uom"].browse(row[1] for row in known)}
        return {
            "rows": [
                {
                    "name": names[product],
                    "unit": units.get(unit, ""),
                    "quantity": float(quantity or 0),
                    "delivered": float(delivered or 0),
                    "amount": float(amount or 0),
                }
                for product, unit, quantity, delivered, amount, _saved in known[:_PRODUCTS_AT_MOST]
            ],
            "has_delivered": any(row[3] for row in known),
            "more": max(0, len(known) - _PRODUCTS_AT_MOST),
            "saved": round(sum(float(row[5] or 0) for row in rows), 2),
        }

    def _told_service(self):
        """Promises and cases in numbers: dict of ``promised, kept, kept_percent, reply_hours,
        received, solved, solution_days``."""
        promises, cases = self._figures_promises(), self._figures_cases()
        return {
            "promised": promises["count"],
            **{name: promises[name] for name in ("kept", "kept_percent", "reply_hours")},
            **{name: cases[name] for name in ("received", "solved", "solution_days")},
        }

    def _told_cases(self):
        """The cases solved in the quarter, as the customer's own page names them: dicts ``number,
        subject, received, solved`` (ISO dates)."""
        return [
            {
                "number": case.name,
                "subject": case.subject,
                "received": self._local_day(case.date_received),
                "solved": self._local_day(case.date_resolved),
            }
            for case in self._solved_cases()[-_CASES_AT_MOST:]
        ]

    def _told_voice(self):
        """Survey results of twelve months: dict of ``count, satisfaction`` (of 5; False where so
        few people answered that it would tell who said what)."""
        voice = self._figures_voice()
        enough = voice["people"] >= _PEOPLE_LEAST
        return {"count": voice["count"], "satisfaction": enough and voice["satisfaction"]}

    def _told_measures(self):
        """What we improve, where somebody wrote words for customers: dicts ``words, done`` (ISO
        date or False). Measures of the customer's own cases, of the causes behind them, and those
        for everybody, that are under way or were carried out since the quarter began. None of
        another customer's case, whatever it says."""
        cases = self.env["care.case"].search([("profile_id", "=", self.profile_id.id)])
        causes = [False, *cases.cause_id.ids]
        measures = self.env["care.measure"].search(
            [
                ("customer_note", "!=", False),
                ("state", "in", _TOLD_MEASURES),
                ("company_id", "child_of", self.company_id.id),
                *("|", ("date_done", "=", False), ("date_done", ">=", self.date_start)),
                *("|", ("case_id", "in", cases.ids)),
                *("&", ("case_id", "=", False), ("cause_id", "in", causes)),
            ]
        )
        return [
            {
                "words": measure.customer_note,
                "done": fields.Date.to_string(measure.date_done) or False,
            }
            for measure in measures
        ]

    def _told_events(self):
        """Salons, trainings and visits of the quarter in which the customer took part, and the
        public ones ahead to which its people are invited: dicts ``name, day, is_ahead``.

        Only events that are public, or to which its own people were invited: they know the name.
        """
        since, until = self._moments()
        people = [("partner_ids", "child_of", self.partner_id.id)]
        known = ["|", ("privacy", "=", "public"), "&", ("privacy", "!=", "private"), *people]
        taken_part = self.env["care.touchpoint"].search(
            [
                ("profile_id", "=", self.profile_id.id),
                ("state", "=", "done"),
                ("event_id", "!=", False),
                ("date_done", ">=", since),
                ("date_done", "<", until),
            ]
        )
        Event = self.env["calendar.event"]
        past = Event.search([("id", "in", taken_part.event_id.ids), *known], order="start, id")
        ahead = Event.search(
            [("start", ">=", fields.Datetime.now()), ("privacy", "=", "public"), *people],
            order="start, id",
            limit=_EVENTS_AT_MOST,
        )
        return [
            {"name": event.name, "day": self._event_day(event), "is_ahead": event in ahead}
            for event in past[-_EVENTS_AT_MOST:] | ahead
        ]

    def _event_day(self, event):
        return (
            fields.Date.to_string(event.start_date)
            if event.allday
            else self._local_day(event.start)
        )

    def _told_team(self):
        """Who of ours looks after the customer, with what to reach them by at work: dicts ``name,
        function, phone, email``."""
        users = self.profile_id.user_id | self.user_id | self.profile_id.member_ids
        return [
            {name: user.partner_id[name] or "" for name in ("name", "function", "phone", "email")}
            for user in users
            if user.active
        ]
