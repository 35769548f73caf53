"""What the cells of a row mean: one method per kind of column."""

import re

from odoo import fields, models
from odoo.tools import email_normalize

from ..tools import book_cells
from ..tools.book_cells import CellError

_SEPARATORS = re.compile(r"[,;，；、\n]+")


class CareImportRow(models.TransientModel):
    _inherit = "care.import.row"

    # Each returns the value for the cell of a column; ``values`` are those of the columns before.

    def _value_text(self, cell, column, lookups, values):
        return book_cells.to_text(cell)

    def _value_phone(self, cell, column, lookups, values):
        return book_cells.to_phone(cell)

    def _value_email(self, cell, column, lookups, values):
        text = book_cells.to_text(cell)
        if not email_normalize(text):
            raise CellError("email")
        return text

    def _value_flag(self, cell, column, lookups, values):
        return book_cells.to_bool(cell)

    def _value_choice(self, cell, column, lookups, values):
        model, name = "care.profile", column.target.partition(".")[2]
        key = lookups.choice(model, name).get(book_cells.to_text(cell).casefold())
        if not key:
            raise CellError("choice")
        return key

    def _value_country(self, cell, column, lookups, values):
        return self._one(cell, lookups.countries)

    def _value_state(self, cell, column, lookups, values):
        """A state; of those of the same name the one in the row's country."""
        ids = self._all_named(cell, lookups.states)
        states = self.env["res.country.state"].browse(ids)
        if country := values.get("country"):
            states = states.filtered(lambda state: state.country_id.id == country)
        if len(states) != 1:
            raise CellError("unknown" if not states else "ambiguous")
        return states.id

    def _value_industry(self, cell, column, lookups, values):
        return self._one(cell, lookups.industries)

    def _value_user(self, cell, column, lookups, values):
        return self._one(cell, lookups.users)

    def _value_grade(self, cell, column, lookups, values):
        return self._one(cell, lookups.grades)

    def _value_tags(self, cell, column, lookups, values):
        """Ids of tags, and names of those that are made."""
        names = [name.strip() for name in _SEPARATORS.split(book_cells.to_text(cell))]
        found = {name: lookups.tags.get(name.casefold(), ()) for name in names if name}
        return [next(iter(sorted(ids)), name) for name, ids in found.items()]

    def _value_birthday(self, cell, column, lookups, values):
        """A day, or a lunar day where the cell or the column beside it says so."""
        if book_cells.is_lunar(cell) or self._says_lunar():
            return book_cells.to_lunar(cell)
        lang = self.env["res.lang"]._lang_get(self.env.lang or "en_US")
        day_first = lang.date_format.find("%d") < lang.date_format.find("%m")
        day = book_cells.to_date(cell, day_first)
        if day.year < 1900 or day > fields.Date.context_today(self):
            raise CellError("birthday_range")
        return day

    def _says_lunar(self):
        cell = (self.cells or {}).get("is_lunar")
        try:
            return cell is not None and book_cells.to_bool(cell)
        except CellError:
            return False  # its own column says what is wrong

    def _value_lunar(self, cell, column, lookups, values):
        return book_cells.to_lunar(cell)

    def _all_named(self, cell, known):
        return known.get(book_cells.to_text(cell).casefold(), ())

    def _one(self, cell, known):
        ids = self._all_named(cell, known)
        if len(ids) != 1:
            raise CellError("ambiguous" if ids else "unknown")
        return next(iter(ids))

    def _explain(self, code):
        """Why a value can't be used, in the reader's language."""
        env = self.env
        return {
            "error": lambda: env._("Excel shows an error in this cell."),
            "formula": lambda: env._(
                "A formula whose result was never counted: open the file in Excel and save it."
            ),
            "date": lambda: env._("Not a day; write it like 1980-03-15."),
            "birthday_range": lambda: env._("A birthday lies between 1900 and today."),
            "lunar": lambda: env._("Not a lunar day; write it like 8-15 or 八月十五."),
            "lunar_range": lambda: env._(
                "There is no such lunar day: months go from 1 to 12, days from 1 to 30."
            ),
            "lunar_leap": lambda: env._("That month is never a leap month."),
            "lunar_year": lambda: env._("The lunar month of that year has no such day."),
            "phone": lambda: env._("Not a phone number."),
            "phone_shortened": lambda: env._(
                "Excel shortened the number and its last digits are lost: type it again, as text."
            ),
            "email": lambda: env._("Not an email address."),
            "choice": lambda: env._("Not one of the choices; the template offers them."),
            "bool": lambda: env._("Write yes or no."),
            "ambiguous": lambda: env._("Several have this name."),
            "unknown": lambda: env._("There is none of this name."),
            "text": lambda: env._("Not a text."),
        }[code]()
