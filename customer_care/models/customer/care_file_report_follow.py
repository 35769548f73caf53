"""What the system suggests in a file improvement report, and how it follows it up."""

from odoo import api, fields, models
from odoo.tools import format_date, format_list

from .scheduled import commit_progress


class CareFileReportLine(models.Model):
    _inherit = "care.file.report.line"

    # === PROPOSING === #

    @api.model
    def _propose(self, report):
        """Add a line for each customer and kind of finding that the report does not have yet."""
        # sudo - care.profile: a report is about every file of the company
        domain = [("company_id", "=", report.company_id.id)]
        if report.grade_ids:
            domain.append(("grade_id", "in", report.grade_ids.ids))
        files = self.env["care.profile"].sudo().search(domain, order="id")
        there = {(line.profile_id.id, line.kind) for line in report.line_ids}
        rows = [
            *self._propose_missing(files),
            *self._propose_stale(files),
            *self._propose_duplicates(files),
        ]
        self.create(
            [
                {**row, "report_id": report.id, "date_due": report.date_due}
                for row in rows
                if (row["profile_id"], row["kind"]) not in there
            ]
        )

    @api.model
    def _propose_missing(self, files):
        incomplete = files.filtered(
            lambda file: file.completeness_percent is not False and file.completeness_percent < 100
        )
        return [
            {
                "profile_id": file.id,
                "kind": "missing",
                "requirement_ids": [fields.Command.set(missing.ids)],
                "suggestion": self.env._(
                    "Fill in: %(what)s",
                    what=format_list(self.env, missing.sudo().mapped("label")),
                ),
            }
            for file, missing in incomplete._missing_parts().items()
            if missing
        ]

    @api.model
    def _propose_stale(self, files):
        """One that only lacks something is asked to be filled in, which is suggested already."""
        # sudo - care.file.verification: as in ``_propose``
        rows = (
            self.env["care.file.verification"]
            .sudo()
            .search(
                [
                    ("profile_id", "in", files.ids),
                    ("state", "=", "open"),
                    ("findings", "!=", "incomplete"),
                ]
            )
        )
        return [
            {
                "profile_id": row.profile_id.id,
                "kind": "stale",
                "suggestion": self.env._(
                    "Verify the file: %(why)s", why=row._reason_in_words({"incomplete"})
                ),
            }
            for row in rows
        ]

    @api.model
    def _propose_duplicates(self, files):
        # sudo - care.duplicate: as in ``_propose``
        pairs = (
            self.env["care.duplicate"]
            .sudo()
            .search([("profile_id", "in", files.ids), ("state", "=", "open")])
        )
        return [
            {
                "profile_id": file.id,
                "kind": "duplicate",
                "suggestion": self.env._(
                    "Perhaps the same customer as %(others)s: merge them, or say that they are two",
                    others=format_list(self.env, rows.mapped("other_partner_id.display_name")),
                ),
            }
            for file, rows in pairs.grouped("profile_id").items()
        ]

    # === FOLLOWING UP === #

    def _settled(self):
        """Those whose thing is there by now."""
        # sudo - care.profile and findings: what is there is the same for whoever asks
        lines = self.sudo()
        by_kind = lines.grouped("kind")
        settled = lines.browse()
        if missing := by_kind.get("missing"):
            parts = missing.profile_id._missing_parts()
            settled |= missing.filtered(
                lambda line: not (parts[line.profile_id] & line.requirement_ids)
            )
        if stale := by_kind.get("stale"):
            settled |= stale.filtered(
                lambda line: (
                    line.profile_id.verified_date
                    and line.profile_id.verified_date >= line.report_id.date
                )
            )
        if double := by_kind.get("duplicate"):
            open_pairs = self.env["care.duplicate"].sudo()
            settled |= double - double.filtered(
                lambda line: open_pairs.search_count(
                    [("profile_id", "=", line.profile_id.id), ("state", "=", "open")], limit=1
                )
            )
        return self & settled.with_env(self.env)

    @api.model
    def _cron_follow_lines(self):
        """Daily: close what is carried out, with the evidence; remind of what is overdue."""
        # sudo - care.file.report: reports of all companies, whoever triggers it
        reports = self.env["care.file.report"].sudo().search([("state", "=", "issued")], order="id")
        for left, report in zip(reversed(range(len(reports))), reports, strict=True):
            report._follow_up()
            if not commit_progress(self.env, 1, left) and left:
                return

    def _evidence(self, today):
        """How it is known that it was carried out, in words."""
        day = format_date(self.env, today)
        if self.kind == "missing":
            return self.env._(
                "There on %(day)s: %(what)s",
                day=day,
                what=format_list(self.env, self.requirement_ids.mapped("label")),
            )
        if self.kind == "stale":
            return self.env._(
                "Verified by %(user)s on %(day)s",
                user=self.profile_id.verified_user_id.name or "",
                day=format_date(self.env, self.profile_id.verified_date),
            )
        return self.env._("Decided by %(day)s", day=day)
