"""The eight tables of the account plan, as its paper prints them."""

from odoo import api, models


class CareAccountPlan(models.Model):
    _inherit = "care.account.plan"

    def _paper_basic(self):
        """Label and value of what the customer is."""
        profile, partner = self.profile_id, self.partner_id
        pairs = [
            (self.env._("Unit"), partner.name),
            (self._label_of(profile, "customer_code"), profile.customer_code),
            (self.env._("Location"), self._address(partner)),
            (self.env._("Phone"), partner.phone),
            (self.env._("Email"), partner.email),
            (self.env._("Website"), partner.website),
        ]
        names = ("industry_id", "size", "stage", "grade_id", "first_order_date", "user_id")
        pairs += [(self._label_of(profile, name), self._shown(profile, name)) for name in names]
        return [(label, value) for label, value in pairs if value]

    @api.model
    def _address(self, partner):
        """The address, without the lines that are empty."""
        lines = partner._display_address(without_company=True).splitlines()
        return "\n".join(line.strip() for line in lines if line.strip())

    def _paper_companies(self):
        """Branches and subsidiaries: the group below and beside the customer."""
        members, _hidden = self.profile_id._group()
        return self._paper_table(
            [
                (self.env._("Branches and Subsidiaries"), 50, False),
                (self.env._("City"), 25, False),
                (self.env._("Phone"), 25, False),
            ],
            [
                ["– " * level + company.name, company.city or "", company.phone or ""]
                for company, level, _file in members
                if company != self.partner_id
            ],
        )

    def _paper_contacts(self):
        people = self.env["res.partner"].search(
            [("id", "child_of", self.partner_id.id), ("is_company", "=", False)], order="id"
        )
        people = people.filtered(lambda person: person.type == "contact")
        return self._paper_table(
            [
                (self.env._("Main Contact"), 22, False),
                (self.env._("Job"), 22, False),
                (self.env._("Phone"), 19, False),
                (self.env._("Email"), 37, False),
            ],
            [
                [person.name or "", person.function or "", person.phone or "", person.email or ""]
                for person in people
            ],
        )

    def _paper_people(self):
        """Key persons who are there."""
        return self.profile_id.key_person_ids.filtered(lambda person: not person.date_left)

    def _paper_key_persons(self):
        labels = [
            *("contact_id", "function", "attitude", "influence", "user_id", "relation_level"),
            *("wanted_level", "last_contact_date"),
        ]
        widths = (15, 15, 11, 10, 13, 12, 12, 12)
        model = self.env["care.key.person"]
        return self._paper_table(
            [
                (self._label_of(model, name), width, False)
                for name, width in zip(labels, widths, strict=True)
            ],
            [[self._shown(person, name) for name in labels] for person in self._paper_people()],
        )

    def _paper_dossiers(self, dossiers):
        """Who it is and what is confidential about her, for those that the reader may open."""
        columns = [(self.env._("Personal"), 24, False), ("", 76, False)]
        return [
            (contact.name, self._paper_table(columns, [list(line) for line in lines]))
            for contact, lines in (dossiers or {}).items()
        ]

    def _paper_matrix(self):
        """Their people by ours; who looks after the relation is marked."""
        matrix = self.profile_id._relationship_matrix()
        width = 58 // max(len(matrix["users"]), 1)
        return self._paper_table(
            [
                (self.env._("Key person"), 18, False),
                *((user["name"], width, False) for user in matrix["users"]),
                (self.env._("Wanted"), 100 - 18 - width * len(matrix["users"]), False),
            ],
            [
                [
                    row["name"],
                    *(
                        f"{cell['mark']} {cell['label']}{' ◂' if cell['is_owner'] else ''}"
                        if cell
                        else ""
                        for cell in row["cells"]
                    ),
                    row["wanted"],
                ]
                for row in matrix["rows"]
            ],
        )

    def _paper_roles(self):
        """What part each plays; where nobody wrote what she cares about, what her role does."""
        return self._paper_table(
            [
                (self.env._("Key person"), 18, False),
                (self.env._("Job"), 18, False),
                (self.env._("Buying roles"), 18, False),
                (self.env._("Influence"), 10, False),
                (self.env._("Cares About"), 36, False),
            ],
            [
                [
                    person.contact_id.name or "",
                    person.function or "",
                    self._shown(person, "buying_role_ids"),
                    self._shown(person, "influence"),
                    person.concerns
                    or "\n".join(filter(None, person.buying_role_ids.mapped("concern"))),
                ]
                for person in self._paper_people()
            ],
        )

    def _paper_insights(self):
        names = ("kind", "fact", "meaning_them", "meaning_us", "ability")
        widths = (12, 22, 22, 22, 22)
        return self._paper_table(
            [
                (self._label_of(self.insight_ids, name), width, False)
                for name, width in zip(names, widths, strict=True)
            ],
            [[self._shown(insight, name) for name in names] for insight in self.insight_ids],
        )

    def _paper_contact_plan(self):
        return self._paper_table(
            [
                (self.env._("When"), 12, False),
                (self.env._("Whom"), 13, False),
                (self.env._("Who of Ours"), 13, False),
                (self.env._("Channel"), 10, False),
                (self.env._("Subject and Aim"), 25, False),
                (self.env._("Report"), 18, False),
                (self.env._("State"), 9, False),
            ],
            [
                [
                    self._shown(line, "date_planned"),
                    line.contact_id.name or "",
                    self._shown(line, "user_id"),
                    self._shown(line, "channel"),
                    "\n".join(filter(None, (line.name, line.aim))),
                    line.topics or "",
                    self._shown(line, "state"),
                ]
                for line in self.contact_plan_ids.sorted("date_planned")
            ],
        )

    def _paper_actions(self):
        return self._paper_table(
            [
                (self.env._("Action"), 21, False),
                (self.env._("Aim"), 21, False),
                (self.env._("Responsible"), 13, False),
                (self.env._("Resources"), 13, False),
                (self.env._("Due"), 11, False),
                (self.env._("Done"), 11, False),
                (self.env._("State"), 10, False),
            ],
            [
                [
                    line.name or "",
                    line.aim or "",
                    self._shown(line, "user_id"),
                    line.resources or "",
                    self._shown(line, "date_planned"),
                    self._shown(line, "date_done"),
                    self._shown(line, "state"),
                ]
                for line in self.action_ids.sorted("date_planned")
            ],
        )

    def _paper_revenue(self):
        """The formula as columns: amount × win rate = revenue, × margin = profit; beside it what
        was earned before, where that is known, and what is realised."""
        past = self._past_margins()
        columns = [
            (self.env._("Project"), 21 if past else 28, False),
            (self.env._("Month"), 7, False),
            (self.env._("Contract Amount"), 12, True),
            (self.env._("× Win Rate"), 9, True),
            (self.env._("= Expected Revenue"), 12, True),
            (self.env._("× Margin"), 8, True),
            *([(self.env._("Past Margin"), 7, True)] if past else []),
            (self.env._("= Expected Profit"), 12, True),
            (self.env._("Realised"), 12, True),
        ]
        rows = [
            [
                "\n".join(filter(None, (line.name, line.note))),
                self._shown(line, "month"),
                self._amount(line.amount),
                self._percent(line.win_percent),
                self._amount(line.expected_revenue),
                self._percent(line.margin_percent),
                *([past.get(line.id, "–")] if past else []),
                self._amount(line.expected_profit),
                self._amount(line.actual),
            ]
            for line in self.revenue_ids
        ]
        if self.outside_revenue:
            blanks = [""] * (len(columns) - 2)
            rows.append(
                [
                    self._label_of(self, "outside_revenue"),
                    *blanks,
                    self._amount(self.outside_revenue),
                ]
            )
        margin = self.expected_revenue and self.expected_profit * 100.0 / self.expected_revenue
        total = [
            self.env._("Total"),
            "",
            self._amount(self.amount_total),
            "",
            self._amount(self.expected_revenue),
            self._percent(margin),
            *([self._past_margin() or "–"] if past else []),
            self._amount(self.expected_profit),
            self._amount(self.actual_revenue),
        ]
        return {**self._paper_table(columns, rows), "total": total}

    # === PAST MARGINS === #

    def _past_margin(self):
        """The margin of the year before with the customer, in words; empty where nobody knows."""
        # a figure that nobody counted yet is no zero
        known = self.past_margin_percent
        return "" if known is False else self._percent(known)

    def _past_margins(self):
        """The same of each revenue line that it is known of, by its id."""
        return {
            line.id: self._percent(line.past_margin_percent)
            for line in self.revenue_ids
            if line.past_margin_percent is not False
        }
