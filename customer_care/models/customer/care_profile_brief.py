"""The brief of a customer for whoever looks after her next: one printed page."""

from odoo import api, models
from odoo.tools import SQL, format_amount, format_date, html2plaintext

# One page each: so many lines of a section, so many letters of a text.
_LINES_AT_MOST = 6
_LETTERS_AT_MOST = 280


class CareProfile(models.Model):
    _inherit = "care.profile"

    def _briefs(self, note=""):
        """What the next account manager must know of each of these customers, in words.

        :param str note: what must not be forgotten of all of them
        :return: ``{id: sections}``; a section is a dict of ``key, title, lines``, a line a pair of
            words, the first one of which may be empty
        """
        briefs = {profile.id: [] for profile in self}
        for _order, key, title, lines in sorted(
            self._brief_sections(note), key=lambda section: section[:2]
        ):
            for profile_id, rows in lines.items():
                if rows:
                    briefs[profile_id].append({"key": key, "title": title, "lines": rows})
        return briefs

    def _brief_sections(self, note):
        """Sections of the brief, read for all customers at once; rooms add theirs.

        :return: list of tuples ``order, key, title, {profile id: lines}``
        """
        return [
            (10, "standing", self.env._("How they stand"), self._brief_standing()),
            (20, "trade", self.env._("Trade"), self._brief_trade()),
            (50, "people", self.env._("Key persons"), self._brief_people()),
            (60, "contracts", self.env._("Contracts"), self._brief_contracts()),
            (90, "remember", self.env._("Not to be forgotten"), self._brief_remember(note)),
        ]

    @api.model
    def _brief_text(self, text):
        """A text cut to what fits on the page."""
        text = " ".join((text or "").split())
        return text if len(text) <= _LETTERS_AT_MOST else f"{text[: _LETTERS_AT_MOST - 1]}…"

    @api.model
    def _brief_label(self, name):
        return self._fields[name]._description_string(self.env)

    def _brief_choice(self, name):
        """A selection of the file in words, or nothing."""
        return dict(self._fields[name]._description_selection(self.env)).get(self[name], "")

    def _brief_standing(self):
        reasons = self._last_grade_reasons()
        lines = {}
        for profile in self:
            grade = profile.grade_id
            since = profile.grade_since and format_date(self.env, profile.grade_since)
            rows = [
                (self._brief_label("grade_id"), " · ".join(filter(None, (grade.name, since)))),
                (self.env._("Why"), self._brief_text(reasons.get(profile.id))),
                (self._brief_label("member_ids"), ", ".join(profile.member_ids.mapped("name"))),
                (self._brief_label("value_tier"), profile._brief_choice("value_tier")),
                (self._brief_label("risk_state"), profile._brief_choice("risk_state")),
            ]
            lines[profile.id] = [row for row in rows if row[1]]
        return lines

    def _last_grade_reasons(self):
        """Why each of these has its grade: reason and evidence of the change that gave it."""
        changes = self.env["care.grade.change"].search(
            [("profile_id", "in", self.ids), ("state", "=", "applied")], order="date, id"
        )
        return {
            change.profile_id.id: "; ".join(filter(None, (change.reason, change.evidence_text)))
            for change in changes
        }

    def _brief_trade(self):
        lines = {}
        for profile in self:
            rows = []
            for name in ("turnover_12m", "turnover_prev_12m", "overdue_amount"):
                if profile[name] is not False and profile[name] is not None:
                    amount = format_amount(self.env, profile[name], profile.currency_id)
                    rows.append((self._brief_label(name), amount))
            trend = profile.turnover_trend_percent
            if trend is not False and trend is not None:
                rows.insert(1, (self._brief_label("turnover_trend_percent"), f"{trend:+.1f}"))
            if profile.last_order_date:
                day = format_date(self.env, profile.last_order_date)
                rows.append((self._brief_label("last_order_date"), day))
            lines[profile.id] = rows
        return lines

    def _brief_people(self):
        people = self.env["res.partner"].search(
            [
                ("commercial_partner_id", "in", self.partner_id.ids),
                ("is_company", "=", False),
                ("type", "=", "contact"),
            ],
            order="name, id",
        )
        by_customer = people.grouped("commercial_partner_id")
        return {
            profile.id: [
                (
                    person.name or "",
                    " · ".join(filter(None, (person.function, person.phone, person.email))),
                )
                for person in by_customer.get(profile.partner_id, ())[:_LINES_AT_MOST]
            ]
            for profile in self
        }

    def _brief_contracts(self):
        lines = {profile.id: [] for profile in self}
        for contract in self.env["care.contract"].search(
            [("profile_id", "in", self.ids), ("state", "=", "running")], order="date_end, id"
        ):
            until = self.env._("until %(day)s", day=format_date(self.env, contract.date_end))
            words = f"{contract.product_id.display_name} · {until}"
            lines[contract.profile_id.id].append((contract.name, words))
        return {profile_id: rows[:_LINES_AT_MOST] for profile_id, rows in lines.items()}

    def _brief_remember(self, note):
        waiting = self.partner_id._care_waiting()
        lines = {}
        for profile in self:
            comment = profile.partner_id.comment
            rows = [
                ("", self._brief_text(note)),
                ("", self._brief_text(comment and html2plaintext(comment))),
                (
                    self.env._("Waits for approval"),
                    ", ".join(waiting.get(profile.partner_id.id, ())),
                ),
            ]
            lines[profile.id] = [row for row in rows if row[1]]
        return lines

    def _brief_first(self, table, condition, order, limit):
        """Ids of the first rows of a table for each of these customers, in that order.

        :param str table: one with a column ``profile_id``
        :param SQL condition: over the table as ``r``
        :param SQL order: over ``r``
        """
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                "SELECT f.id FROM unnest(%s) p (id) CROSS JOIN LATERAL (SELECT r.id FROM %s r"
                " WHERE r.profile_id = p.id AND %s ORDER BY %s LIMIT %s) f",
                self.ids,
                SQL.identifier(table),
                condition,
                order,
                limit,
            )
        )
        return [row_id for (row_id,) in rows]
