"""The public form: anybody writes to a company, and gets a number."""

import hashlib
import secrets

from werkzeug.exceptions import NotFound

from odoo import http
from odoo.http import request
from odoo.tools import email_normalize

from .care_case_page import MAX_TEXT
from .uploads import KINDS, MAX_REQUEST, file_limits, take_files

# So often an hour a form is taken from one mail address and from one network address, behind which
# a whole office may sit.
_HOURLY_MAIL = 5
_HOURLY_NETWORK = 30

_LENGTHS = {
    "subject": 200,
    "message": MAX_TEXT,
    "remedy_sought": 2000,
    "name": 120,
    "email": 200,
    "phone": 60,
    "customer_number": 60,
    "order_number": 60,
}


class CareContactForm(http.Controller):
    @http.route(
        ["/care/contact", "/care/contact/<int:company_id>"],
        type="http",
        auth="public",
        methods=["GET"],
        website=True,
        readonly=True,
    )
    def care_contact(self, company_id=None, **_kw):
        """Show the empty form."""
        company = self._care_company(company_id)
        user = request.env.user
        known = {} if user._is_public() else {"name": user.name, "email": user.email or ""}
        return self._care_form(company, company_id, {"kind": "enquiry", **known})

    @http.route(
        ["/care/contact", "/care/contact/<int:company_id>"],
        type="http",
        auth="public",
        methods=["POST"],
        website=True,
        max_content_length=MAX_REQUEST,
    )
    def care_contact_send(self, company_id=None, **post):
        """Make a case of the form, or say what is missing."""
        company = self._care_company(company_id)
        if post.get("homepage"):
            # people don't see that field; a robot learns nothing
            return self._care_thanks(company_id, {})
        values = {name: (post.get(name) or "").strip() for name in _LENGTHS}
        values["kind"] = post.get("kind")
        problems = self._care_problems(values)
        files, file_problem = take_files()
        if file_problem:
            problems["files"] = file_problem
        if not problems and not self._care_may_send(values["email"]):
            problems["form"] = request.env._(
                "You wrote very often in the last hour. Please try again later or phone us."
            )
        if problems:
            return self._care_form(company, company_id, values, problems)
        once, is_first = self._care_begin_once(company, post.get("form_key"), values, files)
        if is_first:
            case = self._care_make_case(company, values, files)
            once.answer = {"number": case.name, "kind": case.kind}
        return self._care_thanks(company_id, once.answer)

    @http.route(
        ["/care/contact/thanks", "/care/contact/<int:company_id>/thanks"],
        type="http",
        auth="public",
        methods=["GET"],
        website=True,
        readonly=True,
    )
    def care_contact_thanks(self, company_id=None, **_kw):
        """Say what happens next. The page looks the same whether we know the sender or not: the
        time is the one promised to strangers, and the way to the case goes to her mail address."""
        company = self._care_company(company_id)
        sent = request.session.get("care_contact_sent") or {}
        promise = request.env["care.case"]._stranger_promise(company, sent.get("kind"))
        values = {"company": company, "number": sent.get("number"), "promise": promise}
        return request.render("customer_care.care_contact_thanks", values)

    # === HELPERS === #

    def _care_company(self, company_id):
        """The company that is written to: the one named, else that of whoever looks.

        :raise NotFound: where it has no form
        """
        # sudo - res.company: the public reads name, hotline and whether there is a form
        companies = request.env["res.company"].sudo()
        company = companies.browse(company_id or request.env.company.id).exists()
        if not company.active or not company.care_form_open:
            raise NotFound()
        return company

    def _care_form(self, company, company_id, values, problems=None):
        path = f"/care/contact/{company_id}" if company_id else "/care/contact"
        return request.render(
            "customer_care.care_contact_form",
            {
                "company": company,
                "path": path,
                "values": values,
                "file_limits": file_limits(),
                "form_key": secrets.token_hex(16),
                "problems": problems or {},
                "lengths": _LENGTHS,
                "kinds": request.env["care.case"]._form_kinds(),
                "languages": self._care_languages(path),
                "accepted_files": ",".join(f".{kind}" for kind in sorted(KINDS)),
            },
        )

    def _care_languages(self, path):
        """Name and address of the form in each language but the present one."""
        routing = request.env["ir.http"]
        return [
            (lang.name.split("/")[-1].strip(), routing._url_lang(path, code))
            for code, lang in request.env["res.lang"]._get_frontend().items()
            if code != request.env.lang
        ]

    def _care_problems(self, values):
        """What is missing or wrong, by field."""
        problems = {}
        for name in ("subject", "message", "name", "email"):
            if not values[name]:
                problems[name] = request.env._("Please fill this in.")
        for name, length in _LENGTHS.items():
            if len(values[name]) > length:
                problems[name] = request.env._("At most %(number)s characters.", number=length)
        if values["email"] and not email_normalize(values["email"]):
            problems["email"] = request.env._("This is no mail address: our answer goes there.")
        if values["kind"] not in dict(request.env["care.case"]._form_kinds()):
            problems["kind"] = request.env._("Please choose one of these.")
        return problems

    def _care_may_send(self, email):
        return request.env["care.form.throttle"]._count_in(
            {
                ("form mail", email_normalize(email)): _HOURLY_MAIL,
                ("form network", request.httprequest.remote_addr): _HOURLY_NETWORK,
            }
        )

    def _care_begin_once(self, company, form_key, values, files):
        """The same form with the same words and files is taken once: two quick clicks."""
        prints = [(name, hashlib.sha256(content).hexdigest()) for name, content in files]
        key = form_key or secrets.token_hex(16)
        return request.env["care.form.throttle"]._begin_once(
            ("form", company.id, key, sorted(values.items()), prints)
        )

    def _care_make_case(self, company, values, files):
        user = request.env.user
        signed_in = user.partner_id if user._is_portal() else None
        # sudo - care.case: the public has no right to it, the form takes only what it asks for
        Case = request.env["care.case"].sudo().with_company(company)
        return Case._new_from_form(company, values, files, request.env.lang, signed_in)

    def _care_thanks(self, company_id, sent):
        request.session["care_contact_sent"] = sent
        path = f"/care/contact/{company_id}/thanks" if company_id else "/care/contact/thanks"
        return request.redirect(path, code=303)
