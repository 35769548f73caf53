"""Old books of customers and contacts become files."""

import time

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_list

from ..const import GROUP_MANAGER, GROUP_STEWARD
from .book_lookups import Lookups

# One call of a step: soon enough back for the progress bar, long before any worker's time limit.
_STEP_SECONDS = 3
_STEP_ROWS = 500
# Written together, so that core's work for each contact is done once; a step looks at the clock
# between two such parts.
_TOGETHER = 100


class _RolledBack(Exception):
    """Ends a rehearsal."""


class CareImport(models.TransientModel):
    """One file that somebody brings in: read, rehearsed with everything rolled back, then imported;
    a row that fails leaves the others alone.

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
    step_count = fields.Integer("Steps Made", readonly=True)
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
    created_count = fields.Integer("Created", compute="_compute_counts")
    updated_count = fields.Integer("Changed", compute="_compute_counts")
    unchanged_count = fields.Integer("As They Are", compute="_compute_counts")
    refused_count = fields.Integer("Refused", compute="_compute_counts")

    # === COMPUTE METHODS === #

    @api.depends("file_name")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for book in self:
            book.display_name = book.file_name or self.env._("Import Customers")

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
        self.check_access("read")
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
        if self.state in ("checking", "importing") and self._lock():
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

    # === STEPS === #

    def _next_rows(self, limit=_STEP_ROWS):
        """The next rows to look at, of one kind, in the order of the file."""
        domain = [("import_id", "=", self.id), ("state", "=", "waiting")]
        rows = self.env["care.import.row"].search(domain, order="id", limit=limit)
        return rows.filtered(lambda row: row.kind == rows[:1].kind)

    def _lock(self):
        """Whether this import may go on now; else the window only watches.

        One imports at a time: two that bring the same customer would each make it. A step that
        began before another one's end finds that one's row changed, and the server makes it anew.
        """
        running = self
        if self.state == "importing":
            # sudo - care.import: those of other people are locked, too, and not looked at
            running |= self.sudo().search([("state", "=", "importing")]).sudo(False)
        if running.try_lock_for_update() != running:
            return False
        self.step_count += 1
        self.flush_recordset(["step_count"])
        return True

    def _work(self, rows):
        """Write the rows, so that each may fail by itself; a rehearsal takes it all back and
        keeps what was found out."""
        rehearsal = self.state == "checking"
        outcome = {}
        try:
            with self.env.cr.savepoint():
                outcome = self._write_rows(rows, rehearsal)
                if rehearsal:
                    raise _RolledBack
        except _RolledBack:
            left = rows._partners_of(outcome).exists()._ids
            for result in outcome.values():
                if result.get("partner_id") not in left:
                    result.pop("partner_id", None)
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
        for first in range(0, len(rows), _TOGETHER):
            outcome |= rows[first : first + _TOGETHER]._work_together(lookups, known)
            if time.monotonic() - start > _STEP_SECONDS:
                break
        notes = self._import_notes(rows._partners_of(outcome))
        for result in outcome.values():
            result["note"] += notes.get(result.get("partner_id"), [])
        if not rehearsal:
            rows._count_new(outcome)
        return outcome

    @api.model
    def _import_notes(self, partners):
        """What of these customers waits for approval now, a rehearsal's changes included.

        :return: dict of partner id to a list of sentences
        """
        customers = partners.filtered(lambda one: one == one.commercial_partner_id)
        return {
            partner_id: [
                self.env._(
                    "Waits for a care manager's approval: %(fields)s.",
                    fields=format_list(self.env, labels),
                )
            ]
            for partner_id, labels in customers._care_waiting().items()
        }

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
