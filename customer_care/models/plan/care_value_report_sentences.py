"""Sentences of a value report, in the language of its edition."""

from odoo import models


class CareValueReport(models.Model):
    _inherit = "care.value.report"

    # === INTERNAL EDITION === #

    def _say_basis(self, trade):
        """Of which day the figures are, and what they are counted from."""
        released = self.state != "draft" and self.date_released
        if trade["source"] == "orders":
            counted = self.env._("Amounts are untaxed, from confirmed orders.")
        else:
            counted = self.env._("Amounts are untaxed, from posted invoices less credit notes.")
        of_day = (
            self.env._("Figures as released on %s.", self._say_day(released))
            if released
            else self.env._("Draft: the figures are those of today.")
        )
        return f"{of_day} {counted}"

    def _say_judgement(self, judged):
        """Grade, value and risk in sentences.

        :param dict judged: as ``_figures_judgement``
        """
        sentences = [
            self.env._(
                "Grade %(grade)s since %(day)s.",
                grade=judged["grade"],
                day=self._say_day(judged["since"]),
            )
            if judged["grade"]
            else self.env._("No grade.")
        ]
        if judged["value"]:
            sentences.append(self.env._("Value: %s.", judged["value"]))
        if judged["risk"]:
            sentences.append(self.env._("Risk: %s.", judged["risk"]))
        return " ".join([*sentences, judged["risk_reason"] or ""]).strip()

    def _say_next_grade(self, better):
        """What is missing for the next better grade."""
        return self.env._(
            "For grade %(grade)s: %(missing)s",
            grade=better["grade"],
            missing=" · ".join(better["missing"]),
        )

    def _say_criterion(self, row, key):
        """A threshold or figure of a criterion (see ``care.grade.criterion._evidence``)."""
        value = row[key]
        if value is False or value is None:
            return self._say_number(False)
        return self._say_money(value) if row["monetary"] else self._say_quantity(value)

    def _internal_subject(self):
        """The line under the title of the internal edition."""
        # sudo - res.users: a colleague's name
        owner = self.sudo().user_id.name
        return " · ".join(filter(None, [self.partner_id.name, self.period, owner]))

    # === EXTERNAL EDITION === #

    def _say_products(self, products):
        """What stands below the table of products."""
        untaxed = self.env._("Amounts are untaxed.")
        if not products["more"]:
            return untaxed
        more = self.env._("Further products: %s.", products["more"])
        return f"{more} {untaxed}"

    def _say_answers(self, voice):
        """How often the customer's people answered, and how they rate us; the latter not where it
        would tell who said what."""
        answered = self.env._(
            "Answers of your people in the last twelve months: %s. Thank you.", voice["count"]
        )
        if voice["satisfaction"] is False:
            few = self.env._("They are too few to tell an average without telling who said what.")
            return f"{answered} {few}"
        average = self._say_number(voice["satisfaction"], 1)
        rating = self.env._("On average you rate us %s of 5.", average)
        return f"{answered} {rating}"

    def _external_file_name(self):
        """What the customer's file is called, in the customer's language."""
        report = self.with_context(lang=self._external_lang())
        return report.env._(
            "Value report %(period)s %(customer)s",
            period=report.period,
            customer=report.partner_id.name,
        )
