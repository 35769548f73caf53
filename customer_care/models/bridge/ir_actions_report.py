from odoo import models


class IrActionsReport(models.Model):
    _inherit = "ir.actions.report"

    def _get_rendering_context(self, report, docids, data):
        """Each dossier that is printed, by whatever report, is a row of the log."""
        if report.model == "care.dossier" and docids:
            dossiers = self.env["care.dossier"].browse(docids)
            dossiers.check_access("read")
            self.env["care.dossier.access"]._write_down(dossiers, "print")
        return super()._get_rendering_context(report, docids, data)
