"""What the daily mail says."""

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import format_date, format_list

from ...const import GROUP_TEAM

# So many are named under each heading; a link leads to the others.
_NAMED_AT_MOST = 10
_PEOPLE_AT_MOST = 12
_URGENCIES = ("overdue", "today", "week")


class CareDigest(models.Model):
    _inherit = "care.digest"

    @api.model
    def _content(self, day):
        """What the reader's mail says, read with her rights; nothing where there is no work.

        :param date day: the present one of the reader
        """
        works = self.env["care.work"]
        mine = Domain("is_mine", "=", True)
        counts = dict(works._read_group(mine, ["urgency"], ["__count"]))
        sections = [
            self._section(urgency, counts[urgency], mine)
            for urgency in _URGENCIES
            if counts.get(urgency)
        ]
        team = self._team() if self.env.user.has_group(GROUP_TEAM) else {}
        if not sections and not team:
            return {}
        return {
            "subject": self._subject(counts, team),
            "greeting": self.env._("Good morning, %(user)s", user=self.env.user.name),
            "day": format_date(self.env, day, date_format=self.env._("EEEE, d MMMM")),
            "company": self.env.company,
            "base_url": self.get_base_url(),
            "preferences_url": f"{self.get_base_url()}/odoo/my-preferences/{self.env.uid}",
            "sections": sections,
            "absent": self._acting_words(works._acted_for()),
            "team": team,
        }

    @api.model
    def _acting_words(self, absent):
        """For whom the reader acts today; nothing where for nobody."""
        # sudo - res.users: the name of somebody whom one acts for is told
        names = format_list(self.env, absent.sudo().mapped("name"))
        return absent and self.env._("You act today for %(users)s.", users=names)

    @api.model
    def _subject(self, counts, team):
        late, today = counts.get("overdue", 0), counts.get("today", 0)
        if late:
            return self.env._(
                "My day: %(today)s due today, %(late)s overdue", today=today, late=late
            )
        if today:
            return self.env._("My day: %(today)s due today", today=today)
        if counts:
            return self.env._("My day: %(week)s within a week", week=counts["week"])
        return self.env._("My team's day: %(late)s overdue", late=team["overdue"])

    @api.model
    def _section(self, urgency, count, domain):
        """What is done first, and how much more there is."""
        titles = {
            "overdue": self.env._("Overdue"),
            "today": self.env._("Today"),
            "week": self.env._("Within a week"),
        }
        works = self.env["care.work"].search(
            domain & Domain("urgency", "=", urgency), limit=_NAMED_AT_MOST
        )
        more = count - len(works)
        return {
            "urgency": urgency,
            "title": titles[urgency],
            "count": count,
            "more": more and self.env._("and %(count)s more", count=more),
            "rows": [self._row(work) for work in works],
        }

    @api.model
    def _row(self, work):
        return {
            "url": f"/odoo/{work.res_model}/{work.res_id}",
            "customer": work.partner_id.name or "",
            "grade": work.grade_id.name or "",
            "name": work.name,
            "contact": work.contact_id.name or "",
            "date": format_date(self.env, work.date),
            "instead_of": work.on_behalf_id
            and self.env._("instead of %(user)s", user=work.on_behalf_id.name),
            "is_escalated": work.is_escalated and self.env._("escalated"),
        }

    @api.model
    def _team(self):
        """Who of the reader's people is late or has too much to do; nothing where nobody is."""
        people = {}
        domain = Domain("is_mine", "=", False) & Domain("user_id", "!=", False)
        groups = self.env["care.work"]._read_group(
            domain, ["user_id", "urgency", "is_escalated"], ["__count"]
        )
        for user, urgency, is_escalated, count in groups:
            person = people.setdefault(user, {"count": 0, "overdue": 0, "escalated": 0})
            person["count"] += count
            person["overdue"] += count if urgency == "overdue" else 0
            person["escalated"] += count if is_escalated else 0
        capacity = self.env["care.work"].capacity()
        late = {
            user: person
            for user, person in people.items()
            if person["overdue"] or (capacity and person["count"] > capacity)
        }
        return late and self._team_rows(late, capacity)

    @api.model
    def _team_rows(self, people, capacity):
        """The rows of the overview, the latest people first; the bars are shares of the longest."""
        ranked = sorted(people.items(), key=lambda item: (-item[1]["overdue"], -item[1]["count"]))
        # sudo - res.users: the name of a person who was archived since is still told
        most = max(capacity, *(person["count"] for person in people.values()))
        more = len(ranked) - _PEOPLE_AT_MOST
        return {
            "overdue": sum(person["overdue"] for person in people.values()),
            "more": more > 0 and self.env._("and %(count)s other people", count=more),
            "legend": self._legend(capacity),
            "rows": [
                {
                    **person,
                    **self._person_words(person),
                    "name": user.sudo().name,
                    "late_share": _share(person["overdue"], most),
                    "rest_share": _share(person["count"] - person["overdue"], most),
                    "is_too_much": bool(capacity) and person["count"] > capacity,
                }
                for user, person in ranked[:_PEOPLE_AT_MOST]
            ],
        }

    @api.model
    def _person_words(self, person):
        return {
            "late_words": self.env._("%(count)s overdue", count=person["overdue"]),
            "count_words": self.env._("%(count)s in all", count=person["count"]),
            "escalated_words": self.env._("%(count)s escalated", count=person["escalated"]),
        }

    @api.model
    def _legend(self, capacity):
        if not capacity:
            return self.env._("Red: overdue. Blue: due within a week.")
        return self.env._(
            "Red: overdue. Blue: due within a week. A person has time for %(count)s contacts in"
            " these days.",
            count=capacity,
        )

    @api.model
    def _body(self, content):
        """The mail in the reader's language."""
        # sudo - ir.ui.view: who gets the mail need not have rights to views
        return self.env["ir.qweb"].sudo()._render("customer_care.care_digest_mail", content)


def _share(number, most):
    """Percent of the longest bar, whole so that every mail client draws it; something is seen."""
    return max(round(100 * number / most), 1) if number else 0
