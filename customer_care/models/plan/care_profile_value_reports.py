"""A customer's value reports, and what becomes of them when files are joined."""

from markupsafe import Markup, escape

from odoo import api, fields, models

from ...tools.quarter import quarter_before

_ORDER = {"draft": 0, "ready": 1, "sent": 2}


class CareProfile(models.Model):
    _inherit = "care.profile"

    value_report_ids = fields.One2many("care.value.report", "profile_id")
    value_report_count = fields.Integer("Value Reports", compute="_compute_value_report_count")

    @api.depends("value_report_ids")
    def _compute_value_report_count(self):
        counts = dict(
            self.env["care.value.report"]._read_group(
                [("profile_id", "in", self.ids)], ["profile_id"], ["__count"]
            )
        )
        for profile in self:
            profile.value_report_count = counts.get(profile, 0)

    # === ACTIONS === #

    def action_open_value_reports(self):
        """The customer's value reports; where there is none yet, the one about the last quarter,
        begun now."""
        self.ensure_one()
        self.check_access("read")
        Report = self.env["care.value.report"]
        reports = Report.search([("profile_id", "=", self.id)])
        if not reports:
            start = quarter_before(self.company_id._care_today())
            reports = Report.create({"profile_id": self.id, "date_start": start})
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "customer_care.care_value_report_action"
        )
        action.update(
            domain=[("profile_id", "=", self.id)], context={"default_profile_id": self.id}
        )
        if len(reports) == 1:
            action.update(views=[(False, "form")], res_id=reports.id)
        return action

    # === PLATFORM EVENTS === #

    def _absorb(self, others):
        """Value reports of files that end go along."""
        # sudo - care.value.report: records that the person can't see are joined too
        reports = self.env["care.value.report"].sudo()
        reports.search([("profile_id", "in", others.ids)], order="date_start, id")._join(self)
        self.env.flush_all()
        return super()._absorb(others)


class CareValueReport(models.Model):
    _inherit = "care.value.report"

    def _join(self, profile):
        """Let these be reports of ``profile``. Of two of one quarter the one that is further stands
        for it; the other one is kept where it was released, else its words go into the first."""
        there = {
            report.date_start: report
            for report in self.search([("profile_id", "=", profile.id), ("is_joined", "=", False)])
        }
        for report in self:
            other = not report.is_joined and there.get(report.date_start)
            if not other:
                report.profile_id = profile
                there.setdefault(report.date_start, report)
                continue
            first, second = sorted((other, report), key=lambda one: -_ORDER[one.state])
            if second.state == "draft":
                first._take_words(second)
                second.unlink()
            else:
                second.is_joined = True
            self.env.flush_all()
            if first == report:
                report.profile_id = profile
                there[report.date_start] = report
            elif second.exists():
                second.profile_id = profile
        self.env.flush_all()
        self.exists().filtered(lambda report: report.state == "draft")._propose()

    def _take_words(self, other):
        """Nothing that was written gets lost: a draft takes it over, one that is released notes
        it."""
        names = sorted(name for name in self._WORDS if other[name] and other[name] != self[name])
        if self.state == "draft":
            for name in names:
                self[name] = "\n\n".join(filter(None, (self[name], other[name])))
        elif names:
            lines = [
                f"{self._fields[name]._description_string(self.env)}: {other[name]}"
                for name in names
            ]
            self.message_post(
                body=Markup("<br/>").join(map(escape, lines)), subtype_xmlid="mail.mt_note"
            )
