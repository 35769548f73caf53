"""The account plan as a workbook: its eight tables, with formulas in the revenue plan."""

from odoo import fields, models
from odoo.exceptions import AccessError

from .account_plan_sheets import Amount, Formula, PlanSheets, Share, cell

_BASICS = (
    *("customer_code", "grade_id", "industry_id", "size", "stage", "region", "purchasing_power"),
    *("credit_grade", "value_tier", "user_id", "member_ids"),
)
# Columns of the revenue plan that others are counted from.
_AMOUNT, _WIN, _EXPECTED, _MARGIN, _PROFIT, _ACTUAL = 3, 4, 5, 6, 7, 8


class CareAccountPlanBook(models.TransientModel):
    """Which plan somebody wants as a workbook, and in which language. It is written when it is
    fetched, with the rights of the person at that moment."""

    _name = "care.account.plan.book"
    _description = "Workbook of an Account Plan"

    plan_id = fields.Many2one(
        "care.account.plan", required=True, readonly=True, index=True, ondelete="cascade"
    )
    lang = fields.Selection(
        selection=lambda self: self.env["res.lang"].get_installed(),
        string="Language",
        required=True,
        default=lambda self: self.env.lang or "en_US",
    )
    with_confidential = fields.Boolean(
        "With Confidential Data",
        help="What you may read in the dossiers of key persons. Each that is written into the"
        " workbook is a row of the log.",
    )

    def action_fetch(self):
        """Download the workbook."""
        self.ensure_one()
        self._check_may_export()
        return {
            "type": "ir.actions.act_url",
            "url": f"/customer_care/book/account_plan/{self.id}",
            "target": "download",
        }

    def _check_may_export(self):
        """:raise AccessError: for whoever may not export, or not read the plan"""
        self.check_access("read")
        if not self.env.user.has_group("base.group_allow_export"):
            raise AccessError(self.env._("You may not export: ask your administrator."))
        self.plan_id.check_access("read")

    def _file_name(self):
        return f"{self.with_context(lang=self.lang).plan_id.display_name}.xlsx"

    def _write_book(self, stream):
        """Write the workbook into a file, under the reader's rights."""
        self.ensure_one()
        self._check_may_export()
        book = self.with_context(lang=self.lang)
        sheets = PlanSheets(book.env, stream, book._subject(), book.plan_id.currency_id)
        persons = book.plan_id.profile_id.key_person_ids.filtered(lambda one: not one.date_left)
        book._write_basics(sheets)
        book._write_persons(sheets, persons)
        book._write_map(sheets, persons)
        book._write_roles(sheets, persons)
        book._write_insights(sheets)
        book._write_contacts(sheets)
        book._write_actions(sheets)
        book._write_revenue(sheets)
        sheets.close()

    def _subject(self):
        plan = self.plan_id
        states = dict(plan._fields["state"]._description_selection(self.env))
        version = self.env._("version %s", plan.version)
        return f"{plan.partner_id.name} · {plan.year} · {version} · {states[plan.state]}"

    # === SHEETS ABOUT THE CUSTOMER === #

    def _write_basics(self, sheets):
        """客户基本情况表"""
        profile, customer = self.plan_id.profile_id, self.plan_id.partner_id
        rows = [[self.env._("Customer"), customer.name]]
        rows += [
            [profile._fields[name]._description_string(self.env), self._shown(profile, name)]
            for name in _BASICS
            if profile[name]
        ]
        address = customer._display_address(without_company=True)
        rows += [
            [self.env._("Location"), " ".join(address.split())],
            [self.env._("Phone"), customer.phone],
            [self.env._("Email"), customer.email],
            [self.env._("Website"), customer.website],
        ]
        members, _hidden = profile._group()
        rows += [
            [self.env._("Branches and group"), "    " * level + partner.name]
            for partner, level, _file in members
            if partner != customer
        ]
        people = customer.child_ids.filtered(lambda one: not one.is_company and one.name)
        rows += [
            [
                self.env._("Contact"),
                " · ".join(filter(None, (one.name, one.function, one.phone, one.email))),
            ]
            for one in people.sorted("name")
        ]
        sheets.table(
            self.env._("Basic Facts"),
            [self.env._("What"), self.env._("Details")],
            [row for row in rows if row[1]],
        )

    def _write_persons(self, sheets, persons):
        """关键人物的个人情况资料: what everybody may know, and what the reader may open."""
        dossiers = self._dossiers(persons.contact_id)
        rows = []
        for person in persons:
            contact = person.contact_id
            lines = [
                (contact._fields[name]._description_string(self.env), contact[name])
                for name in ("function", "phone", "email", "care_birthday")
            ]
            lines += dossiers.get(contact, [])
            rows += [[contact.name, label, value] for label, value in lines if value]
        note = (
            self.env["care.dossier"]._print_note()
            if any(dossiers.values())
            else self.env._("Without what is kept in confidential dossiers.")
        )
        sheets.table(
            self.env._("Details of Key Persons"),
            [self.env._("Person"), self.env._("What"), self.env._("Details")],
            rows,
            notes=[(self.env._("Confidentiality"), note)],
        )

    def _dossiers(self, contacts):
        """What the dossiers say that the reader may open; each is a row of the log."""
        if not self.with_confidential:
            return {}
        plan = self.plan_id
        return self.env["care.dossier"]._print_of(
            contacts, plan.company_id, plan.display_name, how="export"
        )

    def _write_map(self, sheets, persons):
        """关键人物关系图: who of theirs is known by whom of ours."""
        rows = []
        for person in persons:
            roles = ", ".join(person.buying_role_ids.mapped("name"))
            head = [person.contact_id.name, person.function, roles]
            wanted = self._shown(person, "wanted_level")
            rows += [
                [
                    *head,
                    relation.user_id.name,
                    # sudo - res.users: what a colleague is called at work is no secret
                    relation.user_id.sudo().partner_id.function,
                    self._shown(relation, "level"),
                    wanted if relation.user_id == person.user_id else "",
                    relation.note,
                ]
                for relation in person.relation_ids
            ] or [
                [*head, person.user_id.name, "", self._shown(person, "relation_level"), wanted, ""]
            ]
        sheets.table(
            self.env._("Key-Person Map"),
            [
                self.env._("Their Person"),
                self.env._("Job"),
                self.env._("Buying Roles"),
                self.env._("Our Person"),
                self.env._("Our Person's Job"),
                self.env._("Relation"),
                self.env._("Relation Wanted"),
                self.env._("Note"),
            ],
            rows,
        )

    def _write_roles(self, sheets, persons):
        """角色作用: what part each plays in buying, and what she looks at."""
        columns = ("function", "buying_role_ids", "influence", "concerns", "attitude")
        sheets.table(
            self.env._("Roles in Buying"),
            [self.env._("Their Person"), *self._labels(persons, columns)],
            [
                [person.contact_id.name, *(self._shown(person, name) for name in columns)]
                for person in persons
            ],
        )

    def _write_insights(self, sheets):
        """客户信息的意义"""
        columns = ("kind", "fact", "meaning_them", "meaning_us", "ability")
        lines = self.plan_id.insight_ids
        sheets.table(
            self.env._("Meaning of Information"),
            self._labels(lines, columns),
            [[self._shown(line, name) for name in columns] for line in lines],
        )

    def _labels(self, records, names):
        return [records._fields[name]._description_string(self.env) for name in names]

    # === SHEETS OF THE PLAN === #

    def _write_contacts(self, sheets):
        """客户接触计划"""
        lines = self.plan_id._lines_so_far().filtered(lambda line: line.plan_part == "contact")
        sheets.table(
            self.env._("Contact Plan"),
            [
                self.env._("When"),
                self.env._("Whom"),
                self.env._("Who of Ours"),
                self.env._("Channel"),
                self.env._("Topic"),
                self.env._("Aim"),
                self.env._("State"),
                self.env._("Report"),
            ],
            [
                [
                    line.date_planned,
                    line.contact_id.name,
                    line.user_id.name,
                    self._shown(line, "channel"),
                    line.name,
                    line.aim,
                    self._shown(line, "state"),
                    "\n".join(filter(None, (line.topics, line.feedback))),
                ]
                for line in lines.sorted("date_planned")
            ],
            self.plan_id.contact_aim,
        )

    def _write_actions(self, sheets):
        """行动计划"""
        lines = self.plan_id._lines_so_far().filtered(lambda line: line.plan_part == "action")
        sheets.table(
            self.env._("Action Plan"),
            [
                self.env._("Action"),
                self.env._("Aim"),
                self.env._("Responsible"),
                self.env._("Resources"),
                self.env._("Due"),
                self.env._("Done"),
                self.env._("State"),
            ],
            [
                [
                    line.purpose,
                    line.aim,
                    line.user_id.name,
                    line.resources,
                    line.date_planned,
                    line.date_done
                    and fields.Datetime.context_timestamp(line, line.date_done).date(),
                    self._shown(line, "state"),
                ]
                for line in lines.sorted("date_planned")
            ],
            self.plan_id.action_aim,
        )

    def _write_revenue(self, sheets):
        """收益计划: amount × win rate = expected revenue, × margin = expected profit."""
        plan = self.plan_id
        lines = plan.revenue_ids
        columns = [
            self.env._("Project"),
            self.env._("Opportunity"),
            self.env._("Expected In"),
            self.env._("Contract Amount"),
            self.env._("Win Rate"),
            self.env._("Expected Revenue"),
            self.env._("Margin"),
            self.env._("Expected Profit"),
            self.env._("Realised"),
            self.env._("Explanation"),
        ]
        sheets.table(
            self.env._("Revenue Plan"),
            columns,
            [self._revenue_row(line, number) for number, line in enumerate(lines)],
            plan.revenue_aim,
            notes=[(self.env._("Explanation and Measures"), plan.revenue_note or "–")],
            total=self._revenue_total(lines) if lines else None,
        )

    def _revenue_row(self, line, number):
        places = line.currency_id.decimal_places

        def product(first, second, value):
            return Formula(f"ROUND({cell(number, first)}*{cell(number, second)},{places})", value)

        return [
            line.name,
            line.lead_id.name,
            self._shown(line, "month"),
            Amount(line.amount),
            Share(line.win_percent / 100.0),
            product(_AMOUNT, _WIN, line.expected_revenue),
            Share(line.margin_percent / 100.0),
            product(_EXPECTED, _MARGIN, line.expected_profit),
            Amount(line.actual),
            line.note,
        ]

    def _revenue_total(self, lines):
        sums = {
            _AMOUNT: self.plan_id.amount_total,
            _EXPECTED: self.plan_id.expected_revenue,
            _PROFIT: self.plan_id.expected_profit,
            _ACTUAL: sum(lines.mapped("actual")),
        }
        total = [""] * 10
        total[0] = self.env._("Total")
        for column, value in sums.items():
            area = f"{cell(0, column)}:{cell(len(lines) - 1, column)}"
            total[column] = Formula(f"SUM({area})", value)
        return total

    # === VALUES === #

    def _shown(self, record, name):
        """A field's value as a reader sees it."""
        value, field = record[name], record._fields[name]
        if not value:
            return ""
        if field.type == "selection":
            return dict(field._description_selection(self.env)).get(value, value)
        if field.relational:
            # sudo - names of colleagues and people in a plan that the reader may read
            return ", ".join(value.sudo().mapped("display_name"))
        return value
