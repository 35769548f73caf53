"""How both editions are drawn: the same on the form and in the print. What a released report says
comes from what was frozen at its release."""

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.tools import format_date, get_lang

from ...tools.month_bars import month_bars


class CareValueReport(models.Model):
    _inherit = "care.value.report"

    snapshot = fields.Json(
        readonly=True,
        copy=False,
        help="The figures as they were released: of the internal edition by language, of the"
        " external one in the customer's language.",
    )
    # not sanitized: our own templates, which escape what people wrote
    internal_edition = fields.Html(compute="_compute_internal_edition", sanitize=False)
    external_edition = fields.Html(compute="_compute_external_edition", sanitize=False)

    # === COMPUTE METHODS === #

    @api.depends("profile_id", "date_start", "state")
    @api.depends_context("lang")
    def _compute_internal_edition(self):
        for report in self:
            # the words stand beside it, where they are written
            drawn = report._is_drawable() and report._draw("internal", with_words=False)
            report.internal_edition = drawn

    @api.depends("profile_id", "date_start", "state", "contact_id", "user_id")
    @api.depends("message", "achievements", "outlook")
    def _compute_external_edition(self):
        for report in self:
            report.external_edition = report._is_drawable() and report._draw("external")

    def _is_drawable(self):
        """Whether there is something to draw: not while it is being created."""
        return bool(self._origin and self.profile_id and self.date_start)

    # === DRAWING === #

    def _draw(self, edition, with_words=True):
        """The body of an edition as HTML.

        :param str edition: ``internal``, in the language of the context, or ``external``, in the
            customer's
        :param bool with_words: whether the internal edition ends with the account manager's words
        """
        self.ensure_one()
        report = self
        if edition == "external":
            report = self.with_context(lang=self._external_lang())
        values = {
            "doc": report,
            "f": report._edition_figures(edition),
            "with_words": with_words,
        }
        return report.env["ir.qweb"]._render(f"customer_care.value_report_{edition}", values)

    def _edition_figures(self, edition):
        """The figures of an edition: as they were released, or live."""
        # sudo - care.value.report: the snapshot is no field of the screen
        frozen = self.sudo().snapshot if self.state != "draft" else False
        if not frozen:
            return getattr(self, f"_figures_{edition}")()
        if edition == "external":
            return frozen["external"]
        by_lang = frozen["internal"]
        return by_lang.get(get_lang(self.env).code) or next(iter(by_lang.values()))

    def _frozen_values(self):
        """What is written at release: the figures, the day, and who released it.

        The internal edition is read in each of our languages, and its names and sentences are part
        of what is frozen.
        """
        self.ensure_one()
        langs = [code for code, _name in self.env["res.lang"].get_installed()]
        return {
            "snapshot": {
                "internal": {
                    lang: self.with_context(lang=lang)._figures_internal() for lang in langs
                },
                "external": self._figures_external(),
            },
            "date_released": fields.Date.context_today(self),
            "released_user_id": self.env.uid,
        }

    def _month_chart(self, chart):
        """What the template draws of a chart (see ``care.profile._page_chart``): the places of the
        bars, the name of each month, and the amounts in short."""
        drawn = month_bars(chart["values"], chart["before"])
        first = fields.Date.to_date(chart["first"])
        for number, bar in enumerate(drawn["bars"]):
            month = first + relativedelta(months=number)
            bar["label"] = format_date(self.env, month, date_format="LLL")
            amount = chart["values"][number]
            bar["amount"] = self._say_short(amount) if amount else ""
        return drawn
