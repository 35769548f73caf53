"""The account plan on paper: what the report prints, in the reader's language.

Chapters are those of the plan, and its eight tables stand where they belong. Whatever it prints is
read here at once; the templates only set it.
"""

from odoo import api, fields, models
from odoo.tools import float_round, format_date, formatLang

from ...tools.bound_paper import HEAD, LINE, SHEET, mark
from ...tools.paper_text import row_lines, split_row, split_text

# What fits into a line of the page, in half-width characters, and how many lines a row or a piece
# of text may have to stay on one page.
_LINE, _ROW_LINES, _TEXT_LINES = 108, 40, 24
# A table of so few lines is not parted at all.
_SHORT_LINES = 30

_CHAPTERS = {"summary", "customer", "competition", "situation", "plan"}


class CareAccountPlan(models.Model):
    _inherit = "care.account.plan"

    def _paper(self, dossiers=None):
        """Everything that the paper prints.

        :param dossiers: dict of contacts and what their dossiers say, as pairs of label and text;
            None where confidential parts are left out
        :return: dict for the templates
        """
        self.ensure_one()
        return {
            "headings": self._paper_headings(),
            "sheet": mark(SHEET),
            "edition": self.env._("Version %(version)s", version=self.version),
            "secrecy": self.env["care.dossier"]._print_note(),
            "is_draft": self.state in ("draft", "submitted"),
            "is_confidential": any((dossiers or {}).values()),
            "facts": self._paper_facts(),
            "objectives": self._paper_objectives(),
            "basic": self._paper_basic(),
            "companies": self._paper_companies(),
            "contacts": self._paper_contacts(),
            "customer_texts": self._paper_texts(
                *("recent_events", "market_position", "market", "customer_strategy", "trends"),
                *("present_needs", "stated_needs"),
            ),
            "their_swot": self._paper_swot("their"),
            "key_persons": self._paper_key_persons(),
            "dossiers": self._paper_dossiers(dossiers),
            "is_left_out": dossiers is None
            or any(contact not in dossiers for contact in self._paper_people().contact_id),
            "competitors": self._paper_competitors(),
            "situation_texts": self._paper_texts("history", "present_business"),
            "life_cycle": self._life_cycle_drawing(),
            "our_swot": self._paper_swot("our"),
            "map": self._map_drawing(),
            "matrix": self._paper_matrix(),
            "gaps": [gap["text"] for gap in self.profile_id._relationship_gaps()],
            "roles": self._paper_roles(),
            "insights": self._paper_insights(),
            "contact_plan": self._paper_contact_plan(),
            "actions": self._paper_actions(),
            "revenue": self._paper_revenue(),
            "months": self._months_drawing(),
            "past_margin": self._past_margin(),
            "summary_texts": self._paper_texts("purpose", "direction"),
            "aims": {
                name: split_text(self[name], _LINE, _TEXT_LINES) if self[name] else []
                for name in ("contact_aim", "action_aim", "revenue_aim", "revenue_note")
            },
        }

    # === HEADINGS === #

    def _paper_headings(self):
        """The headings by name: dict of ``number, level, title, head, line``; the last two are the
        marks for ``tools.bound_paper``."""
        titles = {
            "summary": self.env._("1 Summary"),
            "objectives": self.env._("Objectives"),
            "customer": self.env._("2 The Customer"),
            "basic": self.env._("Table 1: Basic Data of the Customer"),
            "position": self.env._("Position, Market and Needs"),
            "their_swot": self.env._("Their Strengths, Weaknesses, Opportunities, Threats"),
            "key_persons": self.env._("Table 2: Key Persons"),
            "competition": self.env._("3 Competition"),
            "situation": self.env._("4 Situation"),
            "life_cycle": self.env._("Relationship Life Cycle"),
            "our_swot": self.env._("Our Strengths, Weaknesses, Opportunities, Threats"),
            "map": self.env._("Table 3: Relationship Map"),
            "roles": self.env._("Table 4: Roles in the Decision"),
            "plan": self.env._("5 Plan"),
            "insights": self.env._("Table 5: Meaning of Customer Information"),
            "contact_plan": self.env._("Table 6: Contact Plan"),
            "actions": self.env._("Table 7: Action Plan"),
            "revenue": self.env._("Table 8: Revenue Plan"),
        }
        return {
            key: {
                "number": number,
                "level": 1 if key in _CHAPTERS else 2,
                "title": title,
                "head": mark(HEAD, number),
                "line": mark(LINE, number),
            }
            for number, (key, title) in enumerate(titles.items(), 1)
        }

    # === PIECES === #

    def _shown(self, record, name):
        """A field's value as a reader sees it; empty where there is none."""
        field, value = record._fields[name], record[name]
        if not value:
            return ""
        if field.type == "selection":
            return dict(field._description_selection(self.env)).get(value, "")
        if field.type == "date":
            return format_date(self.env, value)
        if field.type == "datetime":
            return format_date(self.env, value)
        if field.type in ("many2one", "many2many"):
            # sudo - res.users: the names of colleagues are no secret
            return ", ".join(value.sudo().mapped("name"))
        return str(value)

    @api.model
    def _label_of(self, record, name):
        return record._fields[name]._description_string(self.env)

    def _amount(self, value):
        """Money without its sign: the currency stands once beside the table."""
        return formatLang(self.env, round(value or 0.0), digits=0)

    def _figure(self, value):
        """A number with as many digits as it has to say."""
        return formatLang(self.env, value, digits=0 if value == int(value) else 1)

    def _percent(self, value):
        return f"{self._figure(round(value, 1))} %"

    @api.model
    def _paper_table(self, columns, rows):
        """A table for the templates: each row so short that it stays on one page.

        :param columns: triples of label, width in percent, and whether it holds numbers
        :param rows: lists of texts
        """
        widths = [max(int(_LINE * width / 100) - 2, 3) for _label, width, _number in columns]
        pieces = [piece for cells in rows for piece in split_row(cells, widths, _ROW_LINES)]
        return {
            "columns": [
                {"label": label, "width": width, "is_number": is_number}
                for label, width, is_number in columns
            ],
            "rows": pieces,
            "is_short": sum(row_lines(cells, widths) for cells in pieces) <= _SHORT_LINES,
        }

    def _paper_texts(self, *names):
        """Label and pieces of the texts that are written."""
        return [
            (self._label_of(self, name), split_text(self[name], _LINE, _TEXT_LINES))
            for name in names
            if self[name]
        ]

    def _paper_swot(self, whose):
        """The four fields of a grid, two and two; each pair in pieces."""
        names = ("strengths", "weaknesses"), ("opportunities", "threats")
        widths = [_LINE // 2 - 2] * 2
        titles = {
            "strengths": self.env._("Strengths"),
            "weaknesses": self.env._("Weaknesses"),
            "opportunities": self.env._("Opportunities"),
            "threats": self.env._("Threats"),
        }
        return [
            {
                "titles": [titles[name] for name in pair],
                "rows": split_row(
                    [self[f"{whose}_{name}"] or "–" for name in pair], widths, _ROW_LINES
                ),
            }
            for pair in names
        ]

    # === CHAPTERS === #

    def _paper_facts(self):
        """Label and value of what the cover tells."""
        names = ("user_id", "state", "date_submitted", "date_approved", "approver_id")
        names += ("date_closed",)
        return [
            (self._label_of(self, "year"), str(self.year)),
            (self._label_of(self, "version"), str(self.version)),
            *(
                (self._label_of(self, name), self._shown(self, name))
                for name in names
                if self[name]
            ),
            (self.env._("Printed On"), format_date(self.env, fields.Date.context_today(self))),
        ]

    def _paper_objectives(self):
        return [
            {
                "name": objective.name,
                "measures": split_text(objective.measures, _LINE - 6, _TEXT_LINES)
                if objective.measures
                else [],
                "metric": self._shown(objective, "metric"),
                "start": self._figure(objective.start_value),
                "today": self._figure(objective.current_value) if objective.has_value else "–",
                "target": self._figure(objective.target_value),
                # as the screen rounds it: a half goes up
                "percent": int(float_round(objective.progress_percent, precision_digits=0)),
                "is_reached": objective.is_reached,
                "user": self._shown(objective, "user_id"),
                "due": self._shown(objective, "date_due"),
            }
            for objective in self.objective_ids
        ]

    def _paper_competitors(self):
        """Rivals, the greatest threat first."""
        return [
            {
                "name": rival.name,
                "threat": self._shown(rival, "threat"),
                "texts": [
                    (self._label_of(rival, name), split_text(rival[name], _LINE, _TEXT_LINES))
                    for name in ("standing", "strengths", "weaknesses", "counter_strategy")
                    if rival[name]
                ],
            }
            for rival in self.competitor_ids.sorted("threat", reverse=True)
        ]
