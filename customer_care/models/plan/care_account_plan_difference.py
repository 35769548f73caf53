"""What changed between two versions of a customer's plans, in words."""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_amount, format_date, formatLang

from ...tools import text_difference

# Kinds of fields that a paper shows.
_SHOWN = ("char", "text", "selection", "float", "integer", "monetary", "many2one", "date")
_NUMBERS = ("float", "integer", "monetary")
_TOTALS = ("amount_total", "expected_revenue", "expected_profit")
_TOUCHPOINT_FIELDS = {
    "contact_plan_ids": ["date_planned", "contact_id", "user_id", "channel", "name", "aim"],
    "action_ids": ["name", "aim", "user_id", "resources", "date_planned"],
}


class CareAccountPlan(models.Model):
    _inherit = "care.account.plan"

    difference_html = fields.Html(
        "Changes", compute="_compute_difference_html", sanitize=False, help="Since the one before."
    )

    @api.depends("previous_id")
    @api.depends_context("lang")
    def _compute_difference_html(self):
        for plan in self:
            before = plan.previous_id
            plan.difference_html = plan._render_difference(before) if before else False

    # === ACTIONS === #

    @api.readonly
    def action_compare(self):
        """Ask with which other plan of the customer to compare."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Compare Plans"),
            "res_model": "care.account.plan.compare",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_plan_id": self.id, "dialog_size": "extra-large"},
        }

    # === BUSINESS METHODS === #

    def _render_difference(self, before):
        return self.env["ir.qweb"]._render(
            "customer_care.account_plan_difference", {"difference": self._difference(before)}
        )

    def _difference(self, before):
        """What changed from the plan ``before`` to this one, in the reader's language.

        :return: a dict of ``title``, ``texts`` and ``totals`` (see
            ``_field_changes``), and ``tables``: dicts of ``title`` and ``rows``; a row has ``kind``
            (added, removed, changed, done), ``name``, ``note`` and ``changes``. What did not change
            is left out.
        :raise UserError: where they are of different customers
        """
        self.ensure_one()
        if before.profile_id != self.profile_id:
            raise UserError(self.env._("Only plans of one customer can be compared."))
        tables = [
            {"title": self._fields[name]._description_string(self.env), "rows": rows}
            for name in (*self._table_fields(), *_TOUCHPOINT_FIELDS)
            if (rows := self._row_differences(before, name))
        ]
        return {
            "title": self.env._(
                "From %(old)s to %(new)s",
                old=before._version_title(),
                new=self._version_title(),
            ),
            "texts": self._field_changes(before, self, ["user_id", *self._text_fields()]),
            "totals": self._field_changes(before, self, _TOTALS),
            "tables": tables,
        }

    def _version_title(self):
        return self.env._("version %(version)s of %(year)s", version=self.version, year=self.year)

    def _row_differences(self, before, name):
        """The rows of a table that are new, gone, or otherwise."""
        names = _TOUCHPOINT_FIELDS.get(name) or self[name]._paper_fields()
        old_lines = {line._line_key(): line for line in before[name]}
        new_lines = {line._line_key(): line for line in self[name]}
        rows = []
        for key, line in new_lines.items():
            earlier = old_lines.pop(key, None)
            if earlier is None:
                rows.append(self._difference_row("added", line, self._shown_values(line, names)))
            elif changes := self._field_changes(earlier, line, names):
                rows.append(self._difference_row("changed", line, changes))
        for line in old_lines.values():
            kind, note = line._why_gone()
            rows.append(self._difference_row(kind, line, self._shown_values(line, names), note))
        return rows

    def _difference_row(self, kind, line, changes, note=""):
        return {"kind": kind, "name": line._line_title(), "note": note, "changes": changes}

    def _shown_values(self, line, names):
        """All that is filled in, as it is."""
        return [
            {"label": self._difference_label(line, name), "value": value}
            for name in names
            if (value := self._difference_words(line, name)) and value != line._line_title()
        ]

    def _field_changes(self, old, new, names):
        """For each field that differs a dict of ``label``, ``old``, ``new``; of numbers also
        ``delta``, of texts ``parts`` as ``text_difference`` gives them."""
        changes = []
        for name in names:
            field = new._fields[name]
            if old[name] == new[name] or not (old[name] or new[name]):
                continue
            change = {
                "label": self._difference_label(new, name),
                "old": self._difference_words(old, name),
                "new": self._difference_words(new, name),
            }
            if field.type in _NUMBERS:
                step = new[name] - old[name]
                text = self._difference_number(new, name, step).removesuffix(" %")  # points
                change["delta"] = ("+" if step > 0 else "") + text
            elif field.type in ("text", "char"):
                change["parts"] = text_difference.compare(old[name], new[name])
            changes.append(change)
        return changes

    def _difference_label(self, record, name):
        return record._fields[name]._description_string(self.env)

    def _difference_words(self, record, name):
        """A field's value as a reader sees it."""
        value, field = record[name], record._fields[name]
        if field.type in _NUMBERS:
            return self._difference_number(record, name, value)
        if not value:
            return ""
        if field.type == "many2one":
            # sudo - the colleague or contact is named in the plan, whoever may open it
            return value.sudo().display_name
        if field.type == "selection":
            return dict(field._description_selection(self.env)).get(value, value)
        return format_date(self.env, value) if field.type == "date" else value

    def _difference_number(self, record, name, value):
        if record._fields[name].type == "monetary":
            return format_amount(self.env, value, record.currency_id)
        text = formatLang(self.env, value, digits=0 if value == int(value) else 2)
        return f"{text} %" if name.endswith("_percent") else text


class CareAccountPlanLine(models.AbstractModel):
    _inherit = "care.account.plan.line"

    def _paper_fields(self):
        """Names of what is written in a line."""
        own = set(self._fields) - self._LIVE_FIELDS - {"sequence", "lineage", "plan_id"}
        own -= set(models.MAGIC_COLUMNS)
        return [
            name
            for name, field in self._fields.items()
            if name in own and field.type in _SHOWN and field.store and field.copy
        ]

    def _line_key(self):
        return self.lineage

    def _line_title(self):
        return self[self._rec_name or "name"]

    def _why_gone(self):
        """Kind and note of a line that the later version has not."""
        return "removed", ""


class CareAccountPlanRevenue(models.Model):
    _inherit = "care.account.plan.revenue"

    def _paper_fields(self):
        """What follows from them stands behind the factors."""
        names = super()._paper_fields()
        for factor, result in (
            ("win_percent", "expected_revenue"),
            ("margin_percent", "expected_profit"),
        ):
            names.insert(names.index(factor) + 1, result)
        return names


class CareTouchpoint(models.Model):
    _inherit = "care.touchpoint"

    def _line_key(self):
        """The first of the lines that this one goes on with."""
        line = self
        # sudo - care.touchpoint: lines of versions that the reader need not see
        while earlier := line.sudo().earlier_line_id:
            line = earlier
        return line.id

    def _line_title(self):
        return self.purpose

    def _why_gone(self):
        if self.state == "done":
            return "done", format_date(
                self.env, fields.Datetime.context_timestamp(self, self.date_done).date()
            )
        return "removed", self.cancel_reason or ""
