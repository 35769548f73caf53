"""The customer's page of a case: opened by the link in our mails or by a portal login."""

from werkzeug.exceptions import NotFound

from odoo import http
from odoo.http import request
from odoo.tools import str2bool

from odoo.addons.portal.controllers.portal import CustomerPortal
from odoo.addons.portal.controllers.portal import pager as portal_pager

from .uploads import KINDS, MAX_REQUEST, file_limits, take_files

MAX_TEXT = 20_000

# One page takes so many messages an hour: more than a person writes.
_HOURLY = 30

_GUARDED = {
    "Cache-Control": "no-store",
    # the address holds the token: it is told to no other site, search engine or frame
    "Referrer-Policy": "same-origin",
    "X-Robots-Tag": "noindex, nofollow",
    "X-Frame-Options": "DENY",
}


def _is_plain_look(_controller, _rule, _args):
    """Whether a replica may show the page: not right after something was written, which it may not
    know yet."""
    return "said" not in request.httprequest.args


class CareCasePage(CustomerPortal):
    # === MY ACCOUNT === #

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "care_case_count" in counters:
            Case = request.env["care.case"]
            # sudo - care.case: portal users have no right to it; only their own are counted
            values["care_case_count"] = Case.sudo().search_count(
                Case._page_domain(request.env.user)
            )
        return values

    @http.route(
        ["/my/care/cases", "/my/care/cases/page/<int:page>"],
        type="http",
        auth="user",
        website=True,
        readonly=True,
    )
    def care_cases(self, page=1, **_kw):
        """The cases of whoever is signed in."""
        # sudo - care.case: as above; the page shows number, subject, day and step of each
        Case = request.env["care.case"].sudo()
        domain = Case._page_domain(request.env.user)
        pager = portal_pager(
            url="/my/care/cases",
            total=Case.search_count(domain),
            page=page,
            step=self._items_per_page,
        )
        cases = Case.search(domain, limit=self._items_per_page, offset=pager["offset"])
        values = {
            **self._prepare_portal_layout_values(),
            "page_name": "care_cases",
            "pager": pager,
            "default_url": "/my/care/cases",
            "rows": [
                {
                    "url": case.access_url,
                    "number": case.name,
                    "subject": case.subject,
                    "date": case._page_moment(case.date_received),
                    "headline": case._page_headline(),
                }
                for case in cases
            ],
        }
        return request.render("customer_care.portal_care_cases", values)

    # === ONE CASE === #

    @http.route(
        "/my/care/case/<int:case_id>",
        type="http",
        auth="public",
        methods=["GET"],
        website=True,
        multilang=False,
        readonly=_is_plain_look,
    )
    def care_case(self, case_id, access_token=None, said=None, **_kw):
        """Show one case. Nothing changes by it: programs that check mails open every link."""
        case, role = self._care_open(case_id, access_token)
        if not case:
            return self._care_closed_door()
        survivor = self._care_survivor(case)
        if survivor:
            return request.redirect(survivor.get_portal_url())
        return self._care_show(case, role, access_token, said=said)

    @http.route(
        "/my/care/case/<int:case_id>/write",
        type="http",
        auth="public",
        methods=["POST"],
        website=True,
        multilang=False,
        max_content_length=MAX_REQUEST,
    )
    def care_case_write(self, case_id, access_token=None, message="", **_kw):
        """Take a message and files of the customer."""
        case, role = self._care_open(case_id, access_token, writes=True)
        if not case:
            return self._care_closed_door()
        text = message.strip()
        files, problem = take_files()
        problem = problem or self._care_text_problem(text, files) or self._care_too_often(case)
        if problem:
            return self._care_show(case, role, access_token, problem=problem, message_text=text)
        goes_on = case._write_from_page(role, request.env.user, text, files)
        if goes_on == case:
            return self._care_back(case, access_token, "written")
        if role == "contact":  # its number and link are for her alone
            return request.redirect(goes_on.get_portal_url(query_string="&said=new"))
        return self._care_back(case, access_token, "new")

    @http.route(
        "/my/care/case/<int:case_id>/answer",
        type="http",
        auth="public",
        methods=["POST"],
        website=True,
        multilang=False,
    )
    def care_case_answer(
        self, case_id, access_token=None, solved=None, comment="", score=None, **_kw
    ):
        """Take the customer's word whether it is solved, and her rating."""
        case, role = self._care_open(case_id, access_token, writes=True)
        if not case or role != "contact":
            return self._care_closed_door()
        case._lock()
        if case.state != "resolved":  # answered before, by another click or person
            return self._care_back(case, access_token)
        comment = comment.strip()
        is_solved = str2bool(solved or "", default=None)
        problem = None
        if is_solved is None:
            problem = request.env._("Please choose whether it is solved.")
        elif not is_solved and not comment:
            problem = request.env._("Please tell us what is not solved yet.")
        elif len(comment) > MAX_TEXT:
            problem = self._care_text_problem(comment, [])
        if problem:
            return self._care_show(case, role, access_token, problem=problem, comment=comment)
        case._customer_confirms(
            is_solved,
            comment=comment,
            score=int(score) if score in ("1", "2", "3", "4", "5") else None,
        )
        return self._care_back(case, access_token, "solved" if is_solved else "not_solved")

    @http.route(
        "/my/care/case/<int:case_id>/file/<int:attachment_id>",
        type="http",
        auth="public",
        methods=["GET"],
        website=True,
        multilang=False,
        readonly=True,
    )
    def care_case_file(self, case_id, attachment_id, access_token=None, **_kw):
        """Hand out a file that stands on the page. It is saved, never shown in our name: a page or
        picture that somebody sent must not run as ours."""
        case, _role = self._care_open(case_id, access_token)
        file = case and case._page_file(attachment_id)
        if not file:
            raise NotFound()
        stream = request.env["ir.binary"]._get_stream_from(file)
        response = stream.get_response(as_attachment=True, content_security_policy="sandbox")
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Cache-Control"] = "no-store"
        return response

    # === HELPERS === #

    def _care_open(self, case_id, access_token, writes=False):
        """The case in the customer's language, and as whom the visitor sees it.

        :param bool writes: whether she wants to change something; staff only look at the page
        """
        case, role = request.env["care.case"]._open_page(case_id, access_token)
        if not case or (writes and role == "staff"):
            return case.browse(), None
        words = case._for_customer().env.context
        request.update_context(lang=words["lang"], tz=words["tz"])
        return case.with_context(lang=words["lang"], tz=words["tz"]), role

    def _care_survivor(self, case):
        """The case that goes on for this one, where it is the same person's: she may follow it."""
        last = case
        while last.merged_into_id:
            last = last.merged_into_id
        same_person = last.contact_id == case.contact_id and (
            last._notice_address() == case._notice_address()
        )
        return last if last != case and same_person else None

    def _care_text_problem(self, text, files):
        if not text and not files:
            return request.env._("Please write something or choose a file.")
        if len(text) > MAX_TEXT:
            return request.env._(
                "Your text is too long: %(number)s characters are possible.", number=MAX_TEXT
            )
        return None

    def _care_too_often(self, case):
        if request.env["care.form.throttle"]._count_in({("case", case.id): _HOURLY}):
            return None
        return request.env._("You wrote very often in the last hour. Please try again later.")

    def _care_back(self, case, access_token, said=None):
        """After a change: show the page anew, so that reloading does not send again."""
        path = f"/my/care/case/{case.id}"
        query = {"access_token": access_token, "said": said}
        return request.redirect_query(path, {key: v for key, v in query.items() if v}, code=303)

    def _care_show(self, case, role, access_token, **values):
        response = request.render(
            "customer_care.portal_care_case",
            {
                **case._page_values(),
                "role": role,
                "access_token": access_token if case._is_token(access_token) else None,
                "accepted_files": ",".join(f".{kind}" for kind in sorted(KINDS)),
                "file_limits": file_limits(),
                "page_name": "care_case",
                "no_breadcrumbs": request.env.user._is_public(),
                "is_preview": role == "staff",
                "html_data": {"lang": request.env.lang.replace("_", "-")},
                "res_company": case.company_id,
                **values,
            },
        )
        response.headers.update(_GUARDED)
        return response

    def _care_closed_door(self):
        """One answer for all that may not be seen, exists or not."""
        response = request.render("customer_care.portal_care_closed_door", {}, status=404)
        response.headers.update(_GUARDED)
        return response
