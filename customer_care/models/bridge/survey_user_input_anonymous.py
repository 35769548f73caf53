from odoo import api, fields, models
from odoo.tools import SQL

_NAMES = ("partner_id", "email", "nickname")


class SurveyUserInput(models.Model):
    """Anonymous sheets keep neither who filled them in nor when."""

    _inherit = "survey.user_input"

    def write(self, vals):
        """A question that asks for a name or an address does not name the sheet."""
        if not any(vals.get(name) for name in _NAMES):
            return super().write(vals)
        # sudo - care.campaign: whether it is anonymous, whoever fills in the sheet
        hidden = self.filtered(lambda sheet: sheet.sudo().care_campaign_id.is_anonymous)
        kept = {name: value for name, value in vals.items() if name not in _NAMES}
        return super(SurveyUserInput, self - hidden).write(vals) and super(
            SurveyUserInput, hidden
        ).write(kept)

    def _care_count(self):
        """Anonymous ones are counted when their campaign ends."""
        hidden = self.filtered(
            lambda sheet: sheet.care_campaign_id.is_anonymous and sheet.state == "done"
        )
        hidden._care_forget()
        return super(SurveyUserInput, self - hidden)._care_count()

    def _care_forget(self):
        """All that tells when and by whom a sheet was filled in becomes that of the campaign."""
        self.env.flush_all()
        for campaign, sheets in self.grouped("care_campaign_id").items():
            day = fields.Datetime.to_datetime(campaign.date_start)
            values = {"day": day, "root": api.SUPERUSER_ID, "ids": sheets.ids}
            for condition, times, table in (
                ("id", SQL("start_datetime = %(day)s, end_datetime = %(day)s,", day=day), self),
                ("user_input_id", SQL(""), self.user_input_line_ids),
            ):
                self.env.cr.execute(
                    SQL(
                        "UPDATE %(table)s SET %(times)s create_date = %(day)s, write_date ="
                        " %(day)s, create_uid = %(root)s, write_uid = %(root)s"
                        " WHERE %(column)s = ANY(%(ids)s)",
                        table=SQL.identifier(table._table),
                        times=times,
                        column=SQL.identifier(condition),
                        **values,
                    )
                )
        self.invalidate_recordset()
        self.user_input_line_ids.invalidate_recordset()
