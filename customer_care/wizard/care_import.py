"""Old books of customers and contacts become files."""

import base64
import time

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..const import GROUP_MANAGER, GROUP_STEWARD
from ..tools.book import BookError, read_book
from .book_columns import COLUMNS, Headings
from .book_lookups import Lookups

# One call of a step: soon enough back for the progress bar, long before any worker's time limit.
_STEP_SECONDS = 3
_STEP_ROWS = 100


class _RolledBack(Exception):
    """Ends a rehearsal."""


class CareImport(models.TransientModel):
    """One file that somebody brings in: read, rehearsed row by row with everything rolled back,
    then imported row by row.

    The client calls ``action_step`` until all rows are through. Each call is a transaction of its
    own and marks its rows, so that a step that was cut off is simply made again. Everything is
    written with the rights of the one who imports.
    """

    _name = "care.import"
    _description = "Import Customers and Contacts"
    _transient_max_hours = 24 * 14  # the refused rows are corrected in peace

    kind = fields.Selection(
        [("customers", "Customers"), ("contacts", "Contacts"), ("both", "Customers and contacts")],
        string="The Book Holds",
        required=True,
        default="customers",
        help="Sheets of the other kind are left alone.",
    )
    company_id = fields.Many2one(
        "res.company",
        required=True,
        readonly=True,
        default=lambda self: self.env.company,
        ondelete="cascade",
    )
    file = fields.Binary(attachment=True)
    file_name = fields.Char()
    state = fields.Selection(
        [
            ("draft", "Choose"),
            ("checking", "Rehearsing"),
            ("checked", "Look"),
            ("importing", "Importing"),
            ("done", "Done"),
        ],
        default="draft",
        required=True,
        readonly=True,
    )
    remarks = fields.Text(readonly=True)
    row_ids = fields.One2many("care.import.row", "import_id")
    refused_ids = fields.One2many(
        "care.import.row", "import_id", "Refused Rows", domain=[("state", "=", "refused")]
    )
    good_ids = fields.One2many(
        "care.import.row", "import_id", "Good Rows", domain=[("state", "!=", "refused")]
    )

    # how it stands
    total_count = fields.Integer("Rows", compute="_compute_counts")
    done_count = fields.Integer("Rows Looked At", compute="_compute_counts")
    created_count = fields.Integer("New", compute="_compute_counts")
    updated_count = fields.Integer("Changed", compute="_compute_counts")
    unchanged_count = fields.Integer("As They Are", compute="_compute_counts")
    refused_count = fields.Integer("Refused", compute="_compute_counts")

    # === COMPUTE METHODS === #

    @api.depends("row_ids.state")
    def _compute_counts(self):
        counts = {}
        for book, state, count in self.env["care.import.row"]._read_group(
            [("import_id", "in", self.ids)], ["import_id", "state"], ["__count"]
        ):
            counts.setdefault(book.id, {})[state] = count
        for book in self:
            by_state = counts.get(book.id, {})
            book.total_count = sum(by_state.values())
            book.done_count = book.total_count - by_state.get("waiting", 0)
            for state in ("created", "updated", "unchanged", "refused"):
                book[f"{state}_count"] = by_state.get(state, 0)

    # === ACTIONS === #

    @api.model
    def action_start(self):
        """Open the import that the person has not finished, else a new one.

        :raise AccessError: for those who may not import
        """
        self._check_may_import()
        unfinished = self.search(
            [
                ("create_uid", "=", self.env.uid),
                ("company_id", "=", self.env.company.id),
                ("state", "in", ("checking", "checked", "importing")),
            ],
            order="id desc",
            limit=1,
        )
        action = self.env["ir.actions.act_window"]._for_xml_id("customer_care.care_import_action")
        return {**action, "res_id": unfinished.id}

    def action_check(self):
        """Read the file, and begin to rehearse.

        :raise UserError: for a file that can't be read; it says what to do
        """
        self.ensure_one()
        self._check_may_import()
        if self.state not in ("draft", "checked"):
            raise UserError(self.env._("This file is being imported: begin a new import."))
        if not self.file:
            raise UserError(self.env._("Choose the file first."))
        self.row_ids.unlink()
        self._read_rows()
        self.state = "checking"
        return self._reopen()

    def action_import(self):
        """Import what the rehearsal found good."""
        self.ensure_one()
        self._check_may_import()
        if self.state == "checked":
            self.row_ids.filtered(lambda row: row.state != "refused").state = "waiting"
            self.state = "importing"
        return self._reopen()

    def action_again(self):
        """Begin anew, for example with the corrected rows."""
        self._check_may_import()
        action = self.env["ir.actions.act_window"]._for_xml_id("customer_care.care_import_action")
        return {**action, "target": "main"}

    def action_drop(self):
        """Forget this file; nothing was imported yet, or the rest is not wanted."""
        self.ensure_one()
        self._check_may_import()
        self.state = "done"
        return self.action_again()

    def action_refused(self):
        """The refused rows as a workbook, to be corrected and uploaded again."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_url",
            "url": f"/customer_care/book/refused/{self.id}",
            "target": "download",
        }

    def action_template(self):
        """An empty book with the right headings."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_url",
            "url": f"/customer_care/book/template/{self.kind}.xlsx",
            "target": "download",
        }

    def action_template_csv(self):
        """The headings alone, as a text file."""
        self.ensure_one()
        kind = "customers" if self.kind == "both" else self.kind
        return {
            "type": "ir.actions.act_url",
            "url": f"/customer_care/book/template/{kind}.csv",
            "target": "download",
        }

    def action_step(self):
        """Rehearse or import some more rows; the client calls it until none are left.

        :return: dict ``state, total, done``
        """
        self.ensure_one()
        self._check_may_import()
        # two windows of the same person: the second one only watches
        if self.state in ("checking", "importing") and self.try_lock_for_update():
            book = self.with_company(self.company_id)
            rows = book._next_rows()
            if rows:
                book._work(rows)
            if not book._next_rows(limit=1):
                book._finish_state()
        return {"state": self.state, "total": self.total_count, "done": self.done_count}

    # === RIGHTS === #

    def _check_may_import(self):
        """An import changes customers of all account managers at once, so it is for those who are
        answerable for all files; and it writes contacts, so they need that right, too."""
        user = self.env.user
        if not (user.has_group(GROUP_MANAGER) or user.has_group(GROUP_STEWARD)):
            raise AccessError(
                self.env._("Only information administrators and care managers import books.")
            )
        if not self.env["res.partner"].has_access("create"):
            raise AccessError(
                self.env._(
                    "To import customers you need the right to create contacts"
                    " (Contact / Creation): ask your administrator."
                )
            )

    # === READING === #

    def _read_rows(self):
        """Make a row of everything in the file, and remark on what is left alone."""
        headings = Headings(self.env)
        kinds = list(COLUMNS) if self.kind == "both" else [self.kind]
        try:
            sheets = read_book(base64.b64decode(self.file), headings.count)
        except BookError as error:
            raise UserError(self._explain(error))
        remarks, found = [], []
        for sheet in sheets:
            if headings.is_service(sheet.name):
                continue
            if read := headings.find(sheet, kinds):
                found.append((sheet, *read))
                remarks += self._remarks_on_columns(headings, sheet, *read[1:])
            else:
                remarks.append(self.env._("Sheet “%s”: no known headings, left alone.", sheet.name))
        if not found:
            raise UserError(
                self.env._(
                    "No row with the headings of a book was found. Download the template: its first"
                    " row shows them."
                )
            )
        self.remarks = "\n".join(remarks)
        self._make_rows(found)

    def _remarks_on_columns(self, headings, sheet, header, columns):
        """Name the columns that nobody will read."""
        strange = [
            str(cell)
            for position, cell in enumerate(sheet.rows[header][1])
            if cell not in (None, "") and position not in columns and not headings.is_passed(cell)
        ]
        if not strange:
            return []
        return [
            self.env._(
                "Sheet “%(sheet)s”: not read: %(columns)s.",
                sheet=sheet.name or self.file_name,
                columns=", ".join(strange),
            )
        ]

    def _make_rows(self, found):
        """Rows of the sheets found, customers before their contacts."""
        Row = self.env["care.import.row"]
        found.sort(key=lambda item: list(COLUMNS).index(item[1]))
        vals_list = []
        for sheet, kind, header, columns in found:
            for number, cells in sheet.rows[header + 1 :]:
                read = {
                    key: cells[position]
                    for position, key in columns.items()
                    if position < len(cells) and cells[position] not in (None, "")
                }
                if read:
                    vals_list.append(
                        {
                            **Row._vals_of(kind, read),
                            "import_id": self.id,
                            "sheet": sheet.name,
                            "number": number,
                        }
                    )
        if not vals_list:
            raise UserError(self.env._("Below the headings the file is empty."))
        Row._mark_twins(vals_list)
        Row.create(vals_list)

    def _explain(self, error):
        """What is wrong with a file, and what to do about it."""
        env = self.env
        details = error.details
        return {
            "empty": lambda: env._("The file is empty."),
            "too_large": lambda: env._(
                "The file is too large (more than %(megabytes)s MB): divide it.", **details
            ),
            "too_long": lambda: env._("More than %(rows)s rows: divide the file.", **details),
            "too_wide": lambda: env._(
                "More than %(columns)s columns: delete those that are not needed.", **details
            ),
            "password": lambda: env._(
                "The file is protected by a password: save it without one, and upload that."
            ),
            "old_excel": lambda: env._(
                "This is the old format of Excel, whatever its name says: save it as “Excel"
                " Workbook (.xlsx)”, and upload that."
            ),
            "macros": lambda: env._(
                "The file holds macros: save it as “Excel Workbook (.xlsx)”, and upload that."
            ),
            "html": lambda: env._(
                "This is a web page, whatever its name says: open it in Excel, save it as “Excel"
                " Workbook (.xlsx)”, and upload that."
            ),
            "damaged": lambda: env._(
                "The file is damaged or was not made by a spreadsheet program: open it in Excel,"
                " save it as “Excel Workbook (.xlsx)”, and upload that."
            ),
        }.get(
            error.code,
            lambda: env._("This is neither an Excel workbook (.xlsx) nor a text file (.csv)."),
        )()

    # === STEPS === #

    def _next_rows(self, limit=_STEP_ROWS):
        """The next rows to look at, of one kind, in the order of the file."""
        domain = [("import_id", "=", self.id), ("state", "=", "waiting")]
        rows = self.env["care.import.row"].search(domain, order="id", limit=limit)
        return rows.filtered(lambda row: row.kind == rows[:1].kind)

    def _work(self, rows):
        """Write the rows, each in a savepoint; a rehearsal takes it all back and keeps what was
        found out."""
        rehearsal = self.state == "checking"
        outcome = {}
        try:
            with self.env.cr.savepoint():
                outcome = self._write_rows(rows, rehearsal)
                if rehearsal:
                    raise _RolledBack
        except _RolledBack:
            for result in outcome.values():
                if result["state"] == "created":
                    del result["partner_id"]
        rows._note(outcome)

    def _write_rows(self, rows, rehearsal):
        """:return: what came of each row, by id (see ``care.import.row._note``)"""
        start = time.monotonic()
        rows = rows.with_context(
            mail_create_nosubscribe=True,
            mail_create_nolog=rehearsal or rows.env.context.get("mail_create_nolog"),
            tracking_disable=rehearsal or rows.env.context.get("tracking_disable"),
        )
        lookups = Lookups(rows.env, self.company_id)
        known = rows._find_known()
        outcome = {}
        for row in rows:
            outcome[row.id] = row._work(lookups, known)
            if time.monotonic() - start > _STEP_SECONDS:
                break
        if not rehearsal:
            partners = rows._partners_of(outcome)
            rows._count_new(outcome)
            notes = self._import_notes(partners)
            for result in outcome.values():
                result["note"] += notes.get(result.get("partner_id"), [])
        return outcome

    @api.model
    def _import_notes(self, partners):
        """Hook: what waits for approval of what was written to these partners.

        :return: dict of partner id to a list of labels of fields
        """
        return {}

    def _finish_state(self):
        self.state = "checked" if self.state == "checking" else "done"

    def _reopen(self):
        return {
            "type": "ir.actions.act_window",
            "res_model": "care.import",
            "res_id": self.id,
            "views": [(False, "form")],
            "target": "main",
        }
