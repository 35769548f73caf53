"""What stands on a care plan: what was done, what is planned, and what will be planned."""

import datetime
from typing import NamedTuple

from odoo import models


class PlanRow(NamedTuple):
    """One contact on the plan; records are those of the reader, empty ones where there is none."""

    day: datetime.date
    state: str  # done, planned, foreseen
    origin: str
    channel: str
    profile: models.Model
    contact: models.Model
    user: models.Model
    purpose: str
    care_kind: str
    frequency: str
    standard: str
    result: str = ""


class CarePlanPrint(models.TransientModel):
    _inherit = "care.plan.print"

    def _rows(self):
        """All that the plan holds, by day, read with the rights of the person who prints.

        :rtype: list[PlanRow]
        """
        self.ensure_one()
        rows = [*self._rows_planned(), *self._rows_foreseen()]
        return sorted(rows, key=lambda row: (row.day, row.profile.id, row.purpose or ""))

    def _rows_planned(self):
        touchpoints = self.env["care.touchpoint"].search(self._touchpoint_domain())
        return [
            PlanRow(
                day=touchpoint.date_planned,
                state=touchpoint.state,
                origin=touchpoint.origin,
                channel=touchpoint.channel,
                profile=touchpoint.profile_id,
                contact=touchpoint.contact_id,
                user=touchpoint.user_id,
                purpose=touchpoint.purpose,
                care_kind=touchpoint.care_kind,
                frequency=self._frequency(touchpoint.cadence_id, touchpoint.occasion_id),
                standard=touchpoint.completion_standard or "",
                result=touchpoint.topics or "",
            )
            for touchpoint in touchpoints
        ]

    def _touchpoint_domain(self):
        domain = [
            ("company_id", "child_of", self.company_id.root_id.id),
            ("state", "in", ("planned", "done")),
            ("date_planned", ">=", self.date_from),
            ("date_planned", "<=", self.date_to),
        ]
        if self.user_ids:
            domain.append(("user_id", "in", self.user_ids.ids))
        if self.partner_ids:
            domain.append(("partner_id", "in", self.partner_ids.commercial_partner_id.ids))
        if self.grade_ids:
            domain.append(("grade_id", "in", self.grade_ids.ids))
        return domain

    def _rows_foreseen(self):
        """What will be planned in these days, if all goes as planned."""
        if self.date_to < self._today():
            return []
        foreseen = self.env["care.touchpoint"]._foresee(self._foreseen_profiles(), self.date_to)
        # sudo - sale.order: its number is in the calendar of who has to ask about it
        orders = self.env["sale.order"].sudo().browse({row.order_id for row in foreseen} - {None})
        records = {
            "profile_id": self._by_id("care.profile", foreseen, "profile_id"),
            "contact_id": self._by_id("res.partner", foreseen, "contact_id"),
            "user_id": self._by_id("res.users", foreseen, "user_id"),
            "occasion_id": self._by_id("care.occasion", foreseen, "occasion_id"),
            "cadence_id": self._by_id("care.grade.cadence", foreseen, "cadence_id"),
            "order_id": {order.id: order for order in orders} | {None: orders.browse()},
        }
        wanted = set(self.user_ids.ids)
        return [
            self._row_foreseen(row, *(found[getattr(row, name)] for name, found in records.items()))
            for row in foreseen
            if row.day >= self.date_from and (not wanted or row.user_id in wanted)
        ]

    def _row_foreseen(self, row, profile, contact, user, occasion, cadence, order):
        rule = occasion or cadence
        follow_up = self.env["care.touchpoint"]._explain_follow_up
        return PlanRow(
            day=row.day,
            state="foreseen",
            origin=row.origin,
            channel=row.channel,
            profile=profile,
            contact=contact,
            user=user,
            purpose=follow_up(order.name) if order else rule.name,
            care_kind=rule.care_kind if rule else "service",
            frequency=self._frequency(cadence, occasion),
            standard=(rule and rule.completion_standard) or "",
        )

    def _by_id(self, model, rows, name):
        """The records that rows name, read together; None gives an empty one."""
        records = self.env[model].browse({getattr(row, name) for row in rows} - {None})
        return {record.id: record for record in records} | {None: records.browse()}

    def _foreseen_profiles(self):
        """The files whose future is of interest; where an occasion has an actor of its own among
        the chosen people, anybody's customers may be."""
        domain = self._profile_domain()
        if self.user_ids:
            actors = self.env["care.occasion"].search([("user_id", "in", self.user_ids.ids)])
            if not actors:
                domain.append(("user_id", "in", self.user_ids.ids))
        return self.env["care.profile"].search(domain)

    def _profile_domain(self):
        domain = [("company_id", "=", self.company_id.root_id.id)]
        if self.partner_ids:
            domain.append(("partner_id", "in", self.partner_ids.commercial_partner_id.ids))
        if self.grade_ids:
            domain.append(("grade_id", "in", self.grade_ids.ids))
        return domain

    def _count_customers(self):
        domain = self._profile_domain()
        if self.user_ids:
            domain.append(("user_id", "in", self.user_ids.ids))
        return self.env["care.profile"].search_count(domain)

    def _frequency(self, cadence, occasion):
        """动作频次: how often there is such a contact; empty for a single one."""
        if occasion:
            return self.env._("every year")
        if not cadence:
            return ""
        if cadence.quantity_per_month:
            return self.env._("%(times)s times a month", times=cadence.quantity_per_month)
        return self.env._("every %(days)s days", days=cadence.interval_days)

    # === BY PERSON AND WEEK === #

    def _plans(self, rows):
        """The rows of each person in weeks, in the order of names, of nobody at the end.

        :return: list of dicts ``user, rows, weeks``; ``weeks`` is a list of ``(monday, rows)``
        """
        by_user = {user: [] for user in self.user_ids}
        for row in rows:
            by_user.setdefault(row.user, []).append(row)
        plans = []
        for user in sorted(by_user, key=lambda user: (not user, user.name or "")):
            weeks = {}
            for row in by_user[user]:
                monday = row.day - datetime.timedelta(days=row.day.weekday())
                weeks.setdefault(monday, []).append(row)
            plans.append({"user": user, "rows": by_user[user], "weeks": list(weeks.items())})
        return plans

    def _label(self, model, name, value):
        """The word for a value of a selection, in the reader's language."""
        if not value:
            return ""
        return dict(self.env[model]._fields[name]._description_selection(self.env))[value]

    def _state_label(self, row):
        """What has become of a contact, in a word."""
        if row.state == "planned" and row.day < self._today():
            return self.env._("Overdue")
        if row.state == "foreseen":
            return self.env._("Foreseen")
        return self._label("care.touchpoint", "state", row.state)

    def _kind_text(self, row):
        """Why there is a contact, and what kind of care it is."""
        origin = self._label("care.touchpoint", "origin", row.origin)
        kind = self._label("care.touchpoint", "care_kind", row.care_kind)
        return " · ".join(filter(None, (origin, kind)))

    def _nobody(self):
        return self.env._("Nobody")
