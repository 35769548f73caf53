import csv
import io
import tempfile

from werkzeug.exceptions import NotFound
from werkzeug.wsgi import wrap_file

from odoo.http import Controller, Response, content_disposition, request, route

from ..wizard.book_columns import COLUMNS
from ..wizard.book_writer import BookWriter

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class CareBook(Controller):
    """Workbooks to download. They only read, with the rights of the one who asks; what they show
    was laid down by a checked method before (``care.import``, ``care.export``,
    ``care.account.plan.book``)."""

    @route(
        "/customer_care/book/template/<string:name>",
        type="http",
        auth="user",
        methods=["GET"],
        readonly=True,
    )
    def template(self, name):
        """An empty book: customers.xlsx, contacts.xlsx, both.xlsx, customers.csv, contacts.csv."""
        request.env["care.import"]._check_may_import()
        kind, _dot, extension = name.partition(".")
        kinds = list(COLUMNS) if kind == "both" else [kind]
        if not set(kinds) <= set(COLUMNS) or extension not in ("xlsx", "csv"):
            raise NotFound
        if extension == "csv":
            return self._csv(kinds[0], name)
        return self._send(name, lambda stream: self._write(stream, "template", kinds))

    @route("/customer_care/book/refused/<int:import_id>", type="http", auth="user", methods=["GET"])
    def refused(self, import_id):
        """The rows of an import that were refused, with the reasons."""
        book = request.env["care.import"].search([("id", "=", import_id)])
        if not book:
            raise NotFound
        book._check_may_import()
        rows = book.row_ids.filtered(lambda row: row.state == "refused")
        name = request.env._("Refused rows") + ".xlsx"
        return self._send(name, lambda stream: self._write(stream, "refused", rows))

    @route("/customer_care/book/export/<int:export_id>", type="http", auth="user", methods=["GET"])
    def export(self, export_id, cids=None):
        """客户信息基础表 of the customers that an export was asked for."""
        export = request.env["care.export"].search([("id", "=", export_id)])
        if not export:
            raise NotFound
        companies = export.company_ids & request.env.user.company_ids
        export = export.with_context(allowed_company_ids=companies.ids)
        name = request.env._("Basic Customer Data") + ".xlsx"
        return self._send(name, export._write_book)

    @route(
        "/customer_care/book/account_plan/<int:book_id>", type="http", auth="user", methods=["GET"]
    )
    def account_plan(self, book_id):
        """The tables of an account plan."""
        book = request.env["care.account.plan.book"].search([("id", "=", book_id)])
        if not book:
            raise NotFound
        return self._send(book._file_name(), book._write_book)

    # === PARTS === #

    def _write(self, stream, part, what):
        book = BookWriter(request.env, stream)
        getattr(book, part)(what)
        book.close()

    def _csv(self, kind, name):
        """The headings as Excel reads them in every language: UTF-8 with its mark."""
        stream = io.StringIO()
        csv.writer(stream).writerow(request.env._(column.label) for column in COLUMNS[kind])
        return request.make_response(
            stream.getvalue().encode("utf-8-sig"),
            headers=[
                ("Content-Type", "text/csv; charset=utf-8"),
                ("Content-Disposition", content_disposition(name)),
            ],
        )

    def _send(self, name, write):
        """Let a workbook be written to the disk and send it from there."""
        stream = tempfile.TemporaryFile()  # noqa: SIM115 - the server closes it when all is sent
        write(stream)
        stream.seek(0)
        return Response(
            wrap_file(request.httprequest.environ, stream),
            mimetype=_XLSX,
            headers=[
                ("Content-Disposition", content_disposition(name)),
                ("X-Content-Type-Options", "nosniff"),
                ("Cache-Control", "no-store"),
            ],
            direct_passthrough=True,
        )
