"""What is to be improved in a customer's file, by reports that were issued."""

from odoo import fields, models


class CareProfile(models.Model):
    _inherit = "care.profile"

    improvement_ids = fields.One2many("care.file.report.line", "profile_id")

    def _absorb(self, others):
        """Suggestions for a file that ends here are for the one that stays, each once a report."""
        lines = self.improvement_ids
        there = {(line.report_id, line.kind) for line in lines}
        for line in others.improvement_ids:
            if line.kind == "manual" or (line.report_id, line.kind) not in there:
                there.add((line.report_id, line.kind))
                line.profile_id = self
        self.env.flush_all()
        return super()._absorb(others)
