import random
import re

from odoo import Command
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import freeze_time, tagged

from ..common import NOW, CareCommon

_FORMS = {
    "phone": lambda text: bool(re.fullmatch(r"\+?[0-9(][0-9 ()./-]{5,}", text)),
    "mail": lambda text: bool(re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@.\s]{2,}", text)),
    "tax_id": lambda text: bool(re.fullmatch(r"[0-9A-Z./-]{5,20}", text.replace(" ", "").upper())),
}


@freeze_time(NOW)
class CompletenessCommon(CareCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_trade()
        cls.env["care.file.requirement"].search([]).active = False
        cls.env.flush_all()

    def require(self, subject, **vals):
        return self.env["care.file.requirement"].create(
            {"subject": subject, "company_id": self.company.id, **vals}
        )

    def percent(self, customer=None):
        return self.file_of(customer or self.acme).completeness_percent

    def missing(self, customer=None):
        file = self.file_of(customer or self.acme)
        return file._missing_parts()[file].mapped("subject")


@tagged("post_install", "-at_install")
class TestCompleteness(CompletenessCommon):
    """How complete a file is, by what its grade requires, and what is missing."""

    def test_nothing_required_nothing_said(self):
        self.refresh()
        self.assertIs(self.percent(), False)

    def test_weights_of_what_is_there(self):
        self.require("partner.phone", weight=3)
        self.require("partner.city")
        self.refresh()
        self.assertEqual(self.percent(), 0)
        self.acme.phone = "+49 40 123456"
        self.refresh(self.acme)
        self.assertEqual(self.percent(), 75)
        self.assertEqual(self.missing(), ["partner.city"])

    def test_more_is_required_of_the_best(self):
        self.require("partner.city")
        self.require("profile.size", grade_ids=[Command.set(self.grade_a.ids)])
        (self.acme | self.dock).city = "Hamburg"
        self.refresh()
        self.assertEqual(self.file_of(self.acme).grade_id, self.grade_a)
        self.assertEqual(self.percent(), 50)
        self.assertEqual(self.percent(self.dock), 100)

    def test_a_form_that_is_wrong_is_missing(self):
        self.require("partner.phone", form="phone")
        self.require("partner.email", form="mail")
        self.require("partner.vat", form="tax_id")
        self.acme.write({"phone": "ask Tom", "email": "acme at example", "vat": "?"})
        self.refresh(self.acme)
        self.assertEqual(self.percent(), 0)
        self.acme.write({"phone": "+49 (40) 12-34", "email": "a@b.cc", "vat": "HRB 12345"})
        self.refresh(self.acme)
        self.assertEqual(self.percent(), 100)

    def test_chinese_tax_id_has_eighteen_signs(self):
        self.require("partner.vat", form="tax_id")
        self.acme.write({"country_id": self.env.ref("base.cn").id, "vat": "91350100M000100Y43"})
        self.assertFalse(self.missing())
        self.acme.vat = "9135010"
        self.assertEqual(self.missing(), ["partner.vat"])

    def test_a_person_in_a_role(self):
        self.require("person.email", role="purchas, 采购")
        paul = self.make_contact("Paul", self.acme, email="paul@acme.example", function="Quality")
        self.assertEqual(self.missing(), ["person.email"])
        paul.function = "采购总监"
        self.assertFalse(self.missing())
        paul.active = False
        self.assertEqual(self.missing(), ["person.email"])

    def test_own_pattern(self):
        self.require("partner.zip", form="pattern", pattern="^[0-9]{6}$")
        self.acme.zip = "2150000"
        self.assertEqual(self.missing(), ["partner.zip"])
        self.acme.zip = "215000"
        self.assertFalse(self.missing())
        with self.assertRaisesRegex(ValidationError, "no regular expression"):
            self.require("partner.zip", form="pattern", pattern="([")
        with self.assertRaisesRegex(ValidationError, "it is chosen"):
            self.require("partner.country_id", form="phone")

    def test_own_requirements_replace_the_shared_ones(self):
        shared = self.require("partner.city", company_id=False)
        self.refresh()
        self.assertEqual(self.missing(), ["partner.city"])
        self.require("partner.street")
        self.assertEqual(self.missing(), ["partner.street"])
        self.assertEqual(shared.label, "City")

    def test_shipped_requirements_ask_more_of_a_than_of_c(self):
        Requirement = self.env["care.file.requirement"].with_context(active_test=False)
        shipped = Requirement.search([("company_id", "=", False)])

        def asked(grade):
            return len(shipped.filtered(lambda line: not line.grade_ids or grade in line.grade_ids))

        self.assertGreater(asked(self.grade_a), asked(self.grade_b))
        self.assertGreater(asked(self.grade_b), asked(self.grade_c))
        self.assertGreaterEqual(asked(self.grade_c), 3)

    def test_a_new_requirement_counts_everybody_anew(self):
        self.refresh()
        trigger = self.env["ir.cron.trigger"]
        cron = self.env.ref("customer_care.cron_profile_refresh")
        before = trigger.search_count([("cron_id", "=", cron.id)])
        self.require("partner.city")
        self.assertGreater(trigger.search_count([("cron_id", "=", cron.id)]), before)

    def test_a_change_is_counted_by_the_queue(self):
        self.require("partner.phone")
        self.require("person.function")
        self.refresh()
        self.env.cr.execute("DELETE FROM care_dirty")
        self.acme.phone = "1"
        self.env["care.dirty"]._drain()
        self.assertEqual(self.percent(), 50)
        self.petra.function = "Buyer"
        self.env["care.dirty"]._drain()
        self.assertEqual(self.percent(), 100)

    def test_it_is_a_metric_of_criteria(self):
        criterion = self.env["care.grade.criterion"].create(
            {"grade_id": self.grade_c.id, "metric": "completeness_percent", "threshold": 80}
        )
        with self.assertRaises(ValidationError):
            criterion.threshold = 101

    # === PAGE === #

    def test_page_lists_what_is_missing_in_the_readers_language(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.require("person.any", name="Somebody").with_context(lang="zh_CN").name = "联系人"
        self.petra.type = "other"
        page = self.rpc(self.rep, "care.profile", "get_customer_page", self.acme.id)
        self.assertEqual([row["title"] for row in page["missing"]], ["Somebody"])
        self.rep.lang = "zh_CN"
        env = self.env(
            user=self.rep, context={"lang": "zh_CN", "allowed_company_ids": self.company.ids}
        )
        page = env["care.profile"].get_customer_page(self.acme.id)
        self.assertEqual([row["title"] for row in page["missing"]], ["联系人"])

    def test_each_missing_thing_opens_where_it_is_filled_in(self):
        models = {}
        for subject in "partner.city", "person.phone", "profile.size":
            part = self.require(subject)
            action = self.rpc(
                self.rep,
                "care.profile",
                "action_fill_missing",
                self.file_of(self.acme).ids,
                part.id,
            )
            models[subject] = action["res_model"]
            self.env[action["res_model"]].with_user(self.rep).get_view(*action["views"][0])
        self.assertEqual(
            models,
            {
                "partner.city": "res.partner",
                "person.phone": "res.partner",
                "profile.size": "care.profile",
            },
        )
        with self.assertRaises(AccessError):
            self.rpc(
                self.rep,
                "care.profile",
                "action_fill_missing",
                self.file_of(self.bolt).ids,
                part.id,
            )

    def test_only_the_responsible_write_requirements(self):
        part = self.require("partner.city")
        with self.assertRaises(AccessError):
            self.rpc(self.rep, "care.file.requirement", "write", part.ids, {"weight": 5})
        self.rpc(self.steward, "care.file.requirement", "write", part.ids, {"weight": 5})
        self.assertEqual(part.weight, 5)


@tagged("post_install", "-at_install")
class TestCompletenessRandom(CompletenessCommon):
    """Whatever happens in whatever order: the figure is that of a plain count in Python, and a
    count of a few gives what a count of all gives."""

    def plain(self, file):
        total = met = 0
        for line in self.env["care.file.requirement"].search(
            [("company_id", "=", file.company_id.id)]
        ):
            if line.grade_ids and file.grade_id not in line.grade_ids:
                continue
            total += line.weight
            met += line.weight if self.is_met(file, line) else 0
        return int(100 * met / total + 0.5) if total else False

    def is_met(self, file, line):
        kind, name = line.subject.split(".")
        if kind != "person":
            return self.is_good(file if kind == "profile" else file.partner_id, name, line)
        people = self.env["res.partner"].search(
            [
                ("commercial_partner_id", "=", file.partner_id.id),
                ("is_company", "=", False),
                ("type", "=", "contact"),
            ]
        )
        words = [word.strip().lower() for word in (line.role or "").split(",") if word.strip()]
        for person in people:
            title = (person.function or "").lower()
            if words and not any(word in title for word in words):
                continue
            if name == "any" or self.is_good(person, name, line):
                return True
        return False

    def is_good(self, record, name, line):
        if name == "birthday":
            return bool(record.care_birthday or record.care_lunar_month)
        value = record[name]
        if isinstance(value, str):
            value = value.strip()
            return bool(value) and (not line.form or _FORMS[line.form](value))
        return bool(value)

    def play(self, dice):
        customers = self.acme | self.bolt | self.crane | self.dock
        customer = dice.choice(list(customers))
        people = customer.child_ids
        act = dice.randrange(7)
        text = dice.choice([False, " ", "x", "+49 40 123456", "a@b.cc", "DE123456789", "Buyer"])
        if act == 0:
            customer[dice.choice(["phone", "email", "vat", "city", "zip"])] = text
        elif act == 1:
            self.make_contact("P", customer, phone=text, function=dice.choice([text, "Buyer"]))
        elif act == 2 and people:
            dice.choice(list(people)).write({dice.choice(["phone", "email", "function"]): text})
        elif act == 3 and people - self.petra:
            dice.choice(list(people - self.petra)).active = dice.random() < 0.5
        elif act == 4:
            self.file_of(customer).write({"size": dice.choice(["large", False]), "region": text})
        elif act == 5 and people - self.petra:
            dice.choice(list(people - self.petra)).parent_id = dice.choice(list(customers))
        elif act == 6:
            customer.country_id = dice.choice([False, self.env.ref("base.be")])

    def test_figure_is_the_plain_count(self):
        seen = set()
        for seed in range(4):
            dice = random.Random(seed)
            self.env["care.file.requirement"].search([]).unlink()
            for subject, form in (
                ("partner.phone", "phone"),
                ("partner.email", "mail"),
                ("partner.vat", "tax_id"),
                ("partner.city", False),
                ("partner.country_id", False),
                ("person.any", False),
                ("person.phone", "phone"),
                ("person.function", False),
                ("profile.size", False),
                ("profile.region", False),
            ):
                grades = dice.choice([[], self.grade_a.ids, (self.grade_b | self.grade_c).ids])
                self.require(
                    subject,
                    form=form,
                    weight=dice.randrange(1, 5),
                    role=subject == "person.phone" and dice.choice([False, "buyer"]),
                    grade_ids=[Command.set(grades)],
                )
            self.refresh()
            for _turn in range(12):
                for _step in range(3):
                    self.play(dice)
                self.env["care.dirty"]._drain()
                for customer in self.acme | self.bolt | self.crane | self.dock:
                    file = self.file_of(customer)
                    with self.subTest(seed=seed, customer=customer.name):
                        self.assertEqual(file.completeness_percent, self.plain(file))
                        seen.add(file.completeness_percent)
            counted = {c: self.percent(c) for c in self.customers}
            self.refresh()
            self.assertEqual({c: self.percent(c) for c in self.customers}, counted)
        self.assertGreater(len(seen), 8, "always the same proves nothing")
