import datetime
from contextlib import contextmanager
from typing import NamedTuple

import psycopg2

from odoo import fields, models
from odoo.exceptions import UserError

from ..tools.book import Broken
from ..tools.book_cells import CellError, to_text
from .book_columns import COLUMNS

_OUTCOMES = [
    ("waiting", "Waiting"),
    ("created", "Created"),
    ("updated", "Changed"),
    ("unchanged", "As It Is"),
    ("refused", "Refused"),
]


class Reading(NamedTuple):
    """A row that can be written: what its cells mean, and the customer whom it is about."""

    row: models.BaseModel
    values: dict
    customer: models.BaseModel


class CareImportRow(models.TransientModel):
    """One row of a book that is imported, as it was read, and what became of it."""

    _name = "care.import.row"
    _description = "Row of an Import"
    _order = "id"
    _transient_max_hours = 24 * 14  # as long as its import

    import_id = fields.Many2one("care.import", required=True, index=True, ondelete="cascade")
    kind = fields.Selection([("customers", "Customer"), ("contacts", "Contact")], required=True)
    sheet = fields.Char("Worksheet")
    number = fields.Integer("Row", aggregator=None)
    cells = fields.Json(help="What was read, by column.")
    customer = fields.Char()
    code = fields.Char("Customer Code")
    vat = fields.Char("Tax ID")
    person = fields.Char("Contact")
    twin_number = fields.Integer(help="An earlier row that says it is the same.")
    state = fields.Selection(_OUTCOMES, string="Outcome", required=True, default="waiting")
    problems = fields.Json(help="Dicts ``column, value, reason``.")
    note = fields.Char("Remark")
    reason = fields.Text(compute="_compute_reason", string="Why Refused")
    partner_id = fields.Many2one("res.partner", index="btree_not_null", ondelete="set null")

    def _compute_reason(self):
        for row in self:
            row.reason = "\n".join(row._phrase(problem) for problem in row.problems or [])

    def _phrase(self, problem):
        """A problem as a sentence."""
        if not problem["column"]:
            return problem["reason"]
        words = {"column": self._label(problem["column"]), "reason": problem["reason"]}
        if not problem["value"]:
            return self.env._("%(column)s: %(reason)s", **words)
        return self.env._("%(column)s “%(value)s”: %(reason)s", value=problem["value"], **words)

    def _label(self, key):
        return next(
            (self.env._(column.label) for column in COLUMNS[self.kind] if column.key == key), key
        )

    # === READING === #

    def _vals_of(self, kind, read):
        """Values of the row for a dict of cells."""
        name = "name" if kind == "customers" else "customer"
        return {
            "kind": kind,
            "cells": {key: self._pack(value) for key, value in read.items()},
            "customer": self._text_of(read.get(name)),
            "code": self._text_of(read.get("code")),
            "vat": self._text_of(read.get("vat")),
            "person": self._text_of(read.get("name")) if kind == "contacts" else False,
        }

    def _pack(self, value):
        """A cell as Json keeps it."""
        if isinstance(value, datetime.datetime):
            return {"day": value.isoformat()}
        if isinstance(value, Broken):
            return {"broken": value.why, "text": value.text}
        return value

    def _unpack(self, value):
        if isinstance(value, dict):
            if "day" in value:
                return datetime.datetime.fromisoformat(value["day"])
            return Broken(value["broken"], value["text"])
        return value

    def _text_of(self, value):
        if value is None or isinstance(value, Broken):
            return False
        try:
            return to_text(value)
        except CellError:
            return False

    def _mark_twins(self, vals_list):
        """Let each row know of an earlier one that is about the same customer or person: a customer
        of the same code or tax ID, or of the same name where neither tells them apart."""
        seen = {}
        for vals in vals_list:
            if vals["kind"] == "contacts" and not vals["person"]:
                continue  # a fault of its own
            identity = (vals["kind"], (vals["person"] or "").casefold())
            name = (vals["customer"] or "").casefold()
            for key, value in (("code", vals["code"]), ("vat", vals["vat"]), ("name", name)):
                for other in seen.get((*identity, key, value), []) if value else []:
                    if self._may_be_same(vals, other):
                        vals["twin_number"] = other["number"]
                seen.setdefault((*identity, key, value), []).append(vals)

    def _may_be_same(self, vals, other):
        keys = ["code", "vat"]
        if vals["kind"] == "contacts":
            vals, other = (
                {**one, "email": self._text_of(self._unpack(one["cells"].get("email")))}
                for one in (vals, other)
            )
            keys.append("email")
        return all(not vals[key] or not other[key] or vals[key] == other[key] for key in keys)

    # === WORK === #

    def _work_together(self, lookups, known):
        """Write these rows, which are of one kind. What is wrong with one leaves the others alone.

        :return: what came of each row, by its id: dict ``state, problems, note`` and perhaps
            ``partner_id``
        """
        outcome, readings = {}, []
        coming = self._find_coming()
        for row in self:
            values, problems = row._read_values(lookups)
            if problems:
                outcome[row.id] = row._refused(problems)
                continue
            with row._refusing(outcome):
                customer = row._customer_meant(values, known, coming)
                readings.append(Reading(row, values, customer))
        for part in self._apart(readings):
            outcome |= self._write_part(part, lookups)
        return outcome

    def _customer_meant(self, values, known, coming):
        """The customer whom the row is about, none where it brings a new one.

        :raise UserError: where there is none, or it can't be told
        """
        return getattr(self, f"_customer_of_{self.kind}")(values, known, coming)

    def _apart(self, readings):
        """The readings in parts, in none of which two are about the same customer or person: a
        later one builds upon what the earlier one left."""
        part, seen = [], set()
        for reading in readings:
            about = (reading.customer.id or reading.row.id, reading.row.person)
            if about in seen:
                yield part
                part, seen = [], set()
            part.append(reading)
            seen.add(about)
        if part:
            yield part

    def _write_part(self, part, lookups):
        """Write a part together in a savepoint, and where that fails, each half of it by itself,
        down to the rows that make it fail.

        :return: as ``_work_together``
        """
        try:
            with self.env.cr.savepoint():
                return getattr(self, f"_write_{part[0].row.kind}")(part, lookups)
        except UserError as error:
            reason = str(error)
        except (psycopg2.IntegrityError, psycopg2.DataError):
            reason = self.env._("The database does not take this row.")
        lookups.forget("tags")  # some may have been made and taken back
        if len(part) == 1:
            row = part[0].row
            return {row.id: row._refused([row._problem(None, None, reason)])}
        middle = len(part) // 2
        return self._write_part(part[:middle], lookups) | self._write_part(part[middle:], lookups)

    @contextmanager
    def _refusing(self, outcome):
        """Refuse the row for what is found out while nothing is written yet."""
        try:
            yield
        except UserError as error:
            outcome[self.id] = self._refused([self._problem(None, None, str(error))])

    def _refused(self, problems):
        return {"state": "refused", "problems": problems, "note": []}

    def _read_values(self, lookups):
        """The values of the cells, and everything that is wrong with them."""
        values, problems = {}, []
        columns = COLUMNS[self.kind]
        for column in columns:
            cell = self._unpack((self.cells or {}).get(column.key))
            if cell is None:
                continue
            try:
                if isinstance(cell, Broken):
                    raise CellError(cell.why)
                read = getattr(self, f"_value_{column.kind}")
                values[column.key] = read(cell, column, lookups, values)
            except CellError as error:
                shown = cell.text if isinstance(cell, Broken) else self._shown(cell)
                problems.append(self._problem(column.key, shown, self._explain(error.code)))
        named = {problem["column"] for problem in problems}
        missing = [one for one in self._missing() if one["column"] not in named]
        return values, problems + missing

    def _missing(self):
        """What a row can't do without."""
        if self.twin_number:
            reason = self.env._("Row %s says the same already.", self.twin_number)
            return [self._problem(None, None, reason)]
        if self.kind == "customers" and not (self.customer or self.code):
            return [self._problem("name", "", self.env._("The name is missing."))]
        if self.kind == "contacts":
            if not self.person:
                return [self._problem("name", "", self.env._("The name is missing."))]
            if not (self.customer or self.code or self.vat):
                return [self._problem("customer", "", self.env._("The customer is missing."))]
        return []

    def _shown(self, cell):
        return cell.date().isoformat() if isinstance(cell, datetime.datetime) else str(cell)[:200]

    def _problem(self, column, value, reason):
        return {"column": column, "value": value or "", "reason": reason}

    def _note(self, outcome):
        """Keep what came of the rows."""
        for row in self:
            if row.id in outcome:
                result = outcome[row.id]
                row.write(
                    {
                        "state": result["state"],
                        "problems": result["problems"],
                        "note": " ".join(result["note"]),
                        "partner_id": result.get("partner_id", False),
                    }
                )

    def _partners_of(self, outcome):
        ids = {result.get("partner_id") for result in outcome.values()} - {None}
        return self.env["res.partner"].browse(ids)

    def _count_new(self, outcome):
        """Count the figures of the customers whose files were made here."""
        made = [result["partner_id"] for result in outcome.values() if result.get("is_new_file")]
        if made:
            partners = self.env["res.partner"].browse(made)
            # sudo - care.profile: the engine counts, whoever asks
            self.env["care.profile"].sudo()._refresh(partners, self.env.company.root_id)
