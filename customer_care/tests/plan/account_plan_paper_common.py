import io
import unicodedata
from contextlib import contextmanager

from lxml import html

from odoo.tools.pdf import PdfFileReader

from .account_plan_common import AccountPlanCommon

REPORT = "customer_care.report_account_plan"
SECRET = "Two daughters in Lyon"


class AccountPlanPaperCommon(AccountPlanCommon):
    """The rep's plan for Acme, of whose director Dora a dossier is kept."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.key_dora = cls.make_key(cls.dora, buying_role_ids=[(4, cls.decider.id)])
        cls.dossier = cls.env["care.dossier"].create(
            {"partner_id": cls.dora.id, "company_id": cls.company.id, "family": SECRET}
        )

    def page(self, user=None, plan=None, report=REPORT, **context):
        """The print as a tree, as in a request of its own."""
        self.env.flush_all()
        self.env.invalidate_all()
        plan = plan or self.plan
        reports = self.env["ir.actions.report"].with_user(user or self.rep)
        reports = reports.with_context(**context)
        return html.fromstring(reports._render_qweb_html(report, plan.ids)[0])

    def text(self, *args, **kwargs):
        return self.page(*args, **kwargs).text_content()

    def pdf(self, user=None, plan=None, report=REPORT, **context):
        plan = plan or self.plan
        reports = self.env["ir.actions.report"].with_user(user or self.rep)
        reports = reports.with_context(force_report_rendering=True, **context)
        with self.allow_pdf_render():
            content, kind = reports._render_qweb_pdf(report, plan.ids)
        self.assertEqual(kind, "pdf")
        return content

    @classmethod
    def texts_of(cls, content):
        """The texts of a PDF's pages; signs that a font draws alike are one, and so are blanks."""
        return [
            unicodedata.normalize("NFKC", page.extract_text().replace("\t", " "))
            for page in PdfFileReader(io.BytesIO(content)).pages
        ]

    @classmethod
    def stamps(cls, content, place):
        """What was printed onto a page afterwards."""
        found = []

        def visit(text, _current, _matrix, font, _size):
            if font and font["/BaseFont"] == "/Helvetica" and text.strip():
                found.append(text.strip())

        PdfFileReader(io.BytesIO(content)).pages[place].extract_text(visitor_text=visit)
        return found

    def log(self):
        return self.env["care.dossier.access"].search([("dossier_ref", "=", self.dossier.id)])

    @contextmanager
    def counted(self):
        """How many queries are made within."""
        self.env.flush_all()
        self.env.invalidate_all()
        before, result = self.cr.sql_log_count, []
        yield result
        result.append(self.cr.sql_log_count - before)
