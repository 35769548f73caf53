"""Prints that are bound to documents: pages with numbers, contents and bookmarks."""

import lxml.html

from odoo import api, models

from odoo.addons.base.models.ir_actions_report import _wkhtml

from ...tools.bound_paper import bind, join

_BOUND = {
    "customer_care.report_account_plan",
    "customer_care.report_account_plan_summary",
}
# By how many points the sheet is moved up into the upper margin.
_SHEET_RISE = 34
# A unit of the screen is 0.58 points on paper in wkhtmltopdf with Debian's Qt, and 0.77 in the
# patched one: so many of them are the letters of 9 points that all other sizes follow.
_LETTERS = {False: 15.6, True: 11.7}


class IrActionsReport(models.Model):
    _inherit = "ir.actions.report"

    @api.model
    def _render_qweb_html(self, report_ref, docids, data=None):
        """A bound print is in the language ``care_print_lang`` of the context, else the reader's,
        with all templates that it calls."""
        if self._get_report(report_ref).report_name in _BOUND:
            installed = dict(self.env["res.lang"].get_installed())
            lang = self.env.context.get("care_print_lang")
            self = self.with_context(lang=lang if lang in installed else self.env.user.lang)
        return super()._render_qweb_html(report_ref, docids, data=data)

    @api.model
    def _run_wkhtmltopdf(self, bodies, report_ref=False, header=None, footer=None, **options):
        """Bound prints are made one by one and stand on their own style sheet alone: so they need
        no running server, and several of them no patched Qt."""
        if not report_ref or self._get_report(report_ref).report_name not in _BOUND:
            return super()._run_wkhtmltopdf(
                bodies, report_ref=report_ref, header=header, footer=footer, **options
            )
        prints = []
        for body in bodies:
            page, headings = self._own_page(body)
            content = super()._run_wkhtmltopdf([page], report_ref=report_ref, **options)
            prints.append(bind(content, headings, _SHEET_RISE))
        return prints[0] if len(prints) == 1 else join(prints)

    @api.model
    def _own_page(self, body):
        """A page without what it would load, and its headings as ``bind`` takes them."""
        tree = lxml.html.document_fromstring(body)
        for element in tree.xpath("//link | //script | //base"):
            element.drop_tree()
        letters = _LETTERS[bool(_wkhtml().is_patched_qt)]
        tree.body.set("style", f"margin: 0; font-size: {letters}px")
        headings = [
            (int(mark.get("data-number")), int(mark.get("data-level")), mark.get("data-title"))
            for mark in tree.xpath("//*[@data-number and @data-title]")
        ]
        return lxml.html.tostring(tree, encoding="unicode", doctype="<!DOCTYPE html>"), headings
