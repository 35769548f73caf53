"""The customer code 客户编码: by the company's rule, unique, given once."""

import re
import string

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import SQL, split_every

from ...const import GROUP_MANAGER, GROUP_STEWARD
from .care_profile_refresh import BATCH

_PLACES = {"industry", "region", "year", "grade", "seq"}
_LONGEST = 64


class CareProfile(models.Model):
    _inherit = "care.profile"
    _rec_names_search = ["partner_id", "customer_code", "former_codes"]

    customer_code = fields.Char(
        copy=False,
        help="Given once by the company's rule. Nothing changes it by itself.",
    )
    former_codes = fields.Char(
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="Codes of files that were merged into this one; they still find the customer.",
    )

    _code_uniq = models.UniqueIndex(
        "(company_id, customer_code) WHERE customer_code IS NOT NULL",
        "Another customer of the company has this code already.",
    )

    # === THE RULE === #

    @api.model
    def _code_pieces(self, pattern):
        """A pattern as a list of pairs: text, and the placeholder after it with its format.

        :raise ValidationError: for a pattern that can't make unique codes
        """
        try:
            pieces = [
                (text, name, form)
                for text, name, form, conversion in string.Formatter().parse(pattern)
                if not (conversion and self._refuse_pattern(pattern))
            ]
        except ValueError:
            self._refuse_pattern(pattern)
        names = [name for _text, name, _form in pieces if name is not None]
        if strange := set(names) - _PLACES:
            self._refuse_pattern(pattern, "{" + sorted(strange)[0] + "}")
        digits = [form for _text, name, form in pieces if name == "seq"]
        if len(digits) != 1 or not re.fullmatch(r"[1-9]|1[0-2]", digits[0] or ""):
            self._refuse_pattern(pattern)
        if any(form for _text, name, form in pieces if name not in ("seq", None)):
            self._refuse_pattern(pattern)
        return pieces

    @api.model
    def _refuse_pattern(self, pattern, strange=""):
        if strange:
            raise ValidationError(
                self.env._(
                    "The pattern of customer codes “%(pattern)s” names %(strange)s, which nobody"
                    " knows. Use {industry}, {region}, {year}, {grade} and {seq:4}.",
                    pattern=pattern,
                    strange=strange,
                )
            )
        raise ValidationError(
            self.env._(
                "The pattern of customer codes “%(pattern)s” is not complete: it needs one running"
                " number, such as {seq:4} for four digits, and may use {industry}, {region},"
                " {year} and {grade}.",
                pattern=pattern,
            )
        )

    @api.model
    def _code_of(self, pieces, values):
        """The code, or None where an abbreviation is missing."""
        text = ""
        for before, name, form in pieces:
            text += before
            if name is None:
                continue
            value = values.get(name)
            if not value:
                return None
            text += str(value).zfill(int(form)) if name == "seq" else str(value)
        return text[:_LONGEST]

    @api.model
    def _code_example(self, company, pattern):
        """What the next code would look like, with the first abbreviations that there are."""
        pieces = self._code_pieces(pattern)
        # sudo - care.code.part: whoever may see the settings may see the example
        parts = self.env["care.code.part"].sudo()._of_company(company)
        values = {"year": company._care_today().year, "grade": "A", "seq": 1}
        for kind, fallback in (("industry", "…"), ("region", "…")):
            values[kind] = next((code for key, code in parts.items() if key[0] == kind), fallback)
        return self._code_of(pieces, values)

    def _code_values(self, parts, number, day):
        """What the placeholders stand for in this customer's code."""

        def part(kind, key):
            return parts.get((kind, key)) or parts.get((kind, False))

        return {
            "industry": part("industry", self.industry_id.id),
            "region": part("region", self.env["care.code.part"]._fold(self.region)),
            "year": day.year,
            "grade": self.grade_id.code,
            "seq": number,
        }

    # === GIVING === #

    def _give_codes(self):
        """Give the customers who have none their code.

        Safe on several servers at once: numbers come from a database sequence, and a row that has
        got a code meanwhile keeps it. Left out are customers whose industry or region has no
        abbreviation, and companies without a pattern.

        :return: the files that got one
        """
        self.env.flush_all()
        # sudo - care.profile: codes are the engine's, whoever asks for them
        engine = self.sudo()
        given = engine.browse()
        for company, profiles in engine.grouped("company_id").items():
            if company.care_code_pattern:
                given |= profiles.filtered(lambda file: not file.customer_code)._give(company)
        return given.with_env(self.env)

    def _give(self, company):
        codes = self._new_codes(company)
        rows = self.env.execute_query(
            SQL(
                """
                UPDATE care_profile p SET customer_code = c.code, write_date = %(now)s
                  FROM unnest(%(ids)s::int[], %(codes)s::varchar[]) c (id, code)
                 WHERE p.id = c.id AND p.customer_code IS NULL
             RETURNING p.id
                """,
                ids=list(codes),
                codes=list(codes.values()),
                now=self.env.cr.now(),
            )
        )
        given = self.browse(row[0] for row in rows)
        given.invalidate_recordset(["customer_code"])
        given.partner_id.invalidate_recordset(["care_customer_code"])
        return given

    def _new_codes(self, company):
        """A code that nobody has for each customer who can have one, by the id of the file."""
        pieces = self._code_pieces(company.care_code_pattern)
        parts = self.env["care.code.part"]._of_company(company)
        day = company._care_today()
        # sudo - res.partner: the reference of a customer, whoever asks for codes
        codes = self._codes_of_references(company) if company.care_code_from_reference else {}
        waiting = [file for file in self if file.id not in codes]
        waiting = [
            file for file in waiting if self._code_of(pieces, file._code_values(parts, 1, day))
        ]
        while waiting:
            numbers = self._code_numbers(company, len(waiting))
            proposed = {
                file: self._code_of(pieces, file._code_values(parts, number, day))
                for file, number in zip(waiting, numbers, strict=True)
            }
            taken = self._codes_taken(company, proposed.values())
            codes |= {file.id: code for file, code in proposed.items() if code not in taken}
            waiting = [file for file, code in proposed.items() if code in taken]
        return codes

    @api.model
    def _code_numbers(self, company, count):
        name = f"ir_sequence_{company._care_code_sequence().id:03d}"
        rows = self.env.execute_query(
            SQL("SELECT nextval(%s) FROM generate_series(1, %s)", name, count)
        )
        return [row[0] for row in rows]

    @api.model
    def _codes_taken(self, company, codes):
        """Which of these codes a customer of the company has, or had before it was merged."""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT customer_code FROM care_profile
                 WHERE company_id = %(company)s AND customer_code = ANY(%(codes)s)
                 UNION ALL
                SELECT f.code FROM care_profile p, unnest(string_to_array(p.former_codes, ', '))
                       f (code)
                 WHERE p.former_codes IS NOT NULL AND p.company_id = %(company)s
                   AND f.code = ANY(%(codes)s)
                """,
                company=company.id,
                codes=list(codes),
            )
        )
        return {row[0] for row in rows}

    def _codes_of_references(self, company):
        """The contact's reference as the code, where nobody else has it."""
        found = {}
        for file in self:
            text = (file.partner_id.ref or "").strip()
            if text and len(text) <= _LONGEST and "," not in text:
                found.setdefault(text, []).append(file.id)
        taken = self._codes_taken(company, found)
        return {ids[0]: text for text, ids in found.items() if len(ids) == 1 and text not in taken}

    @api.model
    def _set_codes(self, codes):
        """Give customers the codes that they have elsewhere, from an import for instance.

        :param dict codes: ``{file: code}``
        :raise ValidationError: for a code that is none or belongs to another customer
        :raise UserError: for a customer who has another code already: codes are given once
        """
        self.env.flush_all()
        wanted = {file.sudo(): self._clean_code(code) for file, code in codes.items()}
        if len({(file.company_id, code) for file, code in wanted.items()}) < len(wanted):
            doubled = sorted(
                code for code in wanted.values() if list(wanted.values()).count(code) > 1
            )
            self._refuse_code(doubled[0])
        for file, code in wanted.items():
            if file.customer_code and file.customer_code != code:
                raise UserError(
                    self.env._(
                        "%(customer)s has the code %(code)s. A code is given once.",
                        customer=file.display_name,
                        code=file.customer_code,
                    )
                )
        new = {file: code for file, code in wanted.items() if not file.customer_code}
        for company in {file.company_id for file in new}:
            mine = {file: code for file, code in new.items() if file.company_id == company}
            if taken := self._codes_taken(company, mine.values()):
                self._refuse_code(sorted(taken)[0])
        for file, code in new.items():
            file.customer_code = code
        self.env.flush_all()

    @api.model
    def _clean_code(self, code):
        text = str(code or "").strip()
        if not text or len(text) > _LONGEST or "," in text or not text.isprintable():
            raise ValidationError(
                self.env._(
                    "“%(code)s” is no customer code: use up to %(count)s letters, digits and signs,"
                    " without commas.",
                    code=text,
                    count=_LONGEST,
                )
            )
        return text

    @api.model
    def _refuse_code(self, code):
        raise ValidationError(
            self.env._("Another customer of the company has the code %(code)s already.", code=code)
        )

    @api.model
    def _of_codes(self, codes):
        """The files in the present company that have one of these codes, or had it before a merge,
        as the reader may see them."""
        here = [("company_id", "=", self.env.company.root_id.id)]
        spelled = list({*codes, *(code.upper() for code in codes)})
        found = self.search([*here, ("customer_code", "in", spelled)])
        near = Domain.OR([("former_codes", "ilike", code)] for code in spelled)
        former = self.search(Domain(here) & Domain("former_codes", "!=", False) & near)
        return found | former.filtered(
            lambda file: not set(file.former_codes.split(", ")).isdisjoint(spelled)
        )

    # === CRUD METHODS === #

    @api.model
    def _hand_fields(self):
        return super()._hand_fields() | {"customer_code"}

    def write(self, vals):
        """People correct a code only where they answer for all files."""
        if "customer_code" in vals and not self.env.su:
            self._check_steward()
            vals = {
                **vals,
                "customer_code": vals["customer_code"] and self._clean_code(vals["customer_code"]),
            }
        return super().write(vals)

    @api.model
    def _check_steward(self):
        user = self.env.user
        if not (user.has_group(GROUP_MANAGER) or user.has_group(GROUP_STEWARD)):
            raise AccessError(
                self.env._("Only care managers and the information administrator do that.")
            )

    # === ACTIONS === #

    def action_give_codes(self):
        """Give these customers their codes; where none could be given, say why."""
        self.check_access("write")
        if not self.company_id.filtered("care_code_pattern"):
            raise UserError(
                self.env._("Your company has no rule for customer codes yet. Set it in Settings.")
            )
        waiting = self.filtered(lambda file: not file.customer_code)
        if waiting and not waiting._give_codes():
            raise UserError(
                self.env._(
                    "No code could be given: industry, region or grade of these customers is not"
                    " set, or has no abbreviation. Add it under Files, Abbreviations in Codes."
                )
            )

    # === REFRESH === #

    @api.model
    def _refresh_steps(self):
        return [*super()._refresh_steps(), "_refresh_codes"]

    @api.model
    def _refresh_codes(self, scope):
        """Whoever has become a customer gets a code, batch by batch."""
        if not scope.company.care_code_pattern:
            return
        rows = self.env.execute_query(
            SQL(
                "SELECT p.id FROM care_profile p WHERE %s AND p.active AND p.customer_code IS NULL"
                " AND p.first_order_date IS NOT NULL ORDER BY p.id",
                scope.covers(SQL("p.company_id"), SQL("p.partner_id")),
            )
        )
        for batch in split_every(BATCH, [row[0] for row in rows], self.browse):
            locked = batch.try_lock_for_update() if scope.partner_ids is None else batch
            locked._give_codes()
            if not self._commit_batch(scope, len(batch)):
                return

    # === PLATFORM EVENTS === #

    def _absorb(self, others):
        """The code stays; those of the files that end here still find the customer."""
        codes = [code for code in others.mapped("customer_code") if code]
        former = [file.former_codes for file in self | others if file.former_codes]
        others.customer_code = False
        self.env.flush_all()
        if codes and not self.customer_code:
            self.customer_code = codes.pop(0)
        self.former_codes = ", ".join([*former, *codes]) or False
        return super()._absorb(others)
