import io
import random
from datetime import date, datetime, timedelta

import openpyxl

from odoo.tests import freeze_time, tagged

from ..common import NOW
from .book_common import BookCase

_ROWS = 5000
_CUSTOMERS = 40


@freeze_time(NOW)
@tagged("post_install", "-at_install")
class TestImportSpoiled(BookCase):
    """A book of 5 000 rows as years of many hands leave it. What must come of each row is written
    down while it is spoiled, not worked out by what reads it."""

    # how a row is spoiled: column, cell, whether that is refused
    SPOILS = (
        ("birthday", "1980-02-30"),
        ("birthday", "in spring"),
        ("birthday", "2030-01-01"),
        ("lunar", "13-1"),
        ("lunar", "八月四十"),
        ("lunar", "闰十二月初三"),
        ("phone", "1.38E+10"),
        ("phone", "ask her"),
        ("email", "nobody"),
        ("is_lunar", "perhaps"),
        ("customer", "Nobody Knows Ltd"),
        ("customer", None),
        ("name", None),
    )
    HEADINGS = {
        "phone": "手机",
        "name": "姓名",
        "birthday": "生日",
        "customer": "客户名称",
        "is_lunar": "是否农历",
        "email": "Email",
        "lunar": "Lunar Birthday",
        "function": "职务",
    }

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.firms = cls.env["res.partner"].create(
            [{"name": f"Firm {number}", "is_company": True} for number in range(_CUSTOMERS)]
        )

    def good(self, number, dice):
        """A row without faults, in one of the forms that people write; and what it means."""
        born = date(1950, 1, 1) + timedelta(days=dice.randrange(18_000))
        lunar = (dice.randint(1, 12), dice.randint(1, 29))
        forms = (
            datetime(born.year, born.month, born.day),
            born.isoformat(),
            f"{born.year}/{born.month}/{born.day}",
            f"{born.year}年{born.month}月{born.day}日",
            born.strftime("%d.%m.%Y"),
            int(born.strftime("%Y%m%d")),
            (born - date(1899, 12, 30)).days,
        )
        phone = 13_000_000_000 + number
        row = {
            "customer": f"Firm {number % _CUSTOMERS}",
            "name": f"Person {number}",
            "function": dice.choice([None, "Buyer", "=SUM", "采购"]),
            "phone": dice.choice([phone, str(phone), float(phone)]),
            "birthday": dice.choice(forms),
            "lunar": dice.choice([f"{lunar[0]}-{lunar[1]}", f"农历{lunar[0]}月{lunar[1]}日"]),
        }
        if row["function"] == "=SUM":
            row["function"] = "'=SUM"
        return row, {"phone": str(phone), "born": born, "lunar": lunar}

    def spoiled(self):
        """The workbook, what each good row means by name, and the bad (row, column, value)."""
        dice = random.Random(5)
        book = openpyxl.Workbook()
        sheet = book.active
        sheet.append(["Our contacts since 1998"])
        sheet.append([])
        sheet.append(list(self.HEADINGS.values()))
        meant, bad = {}, set()
        number = 3
        for index in range(_ROWS):
            number += 1
            if dice.random() < 0.02:
                sheet.append([None, "  ", None])
                number += 1
            row, meaning = self.good(index, dice)
            if dice.random() < 0.1:
                column, cell = self.SPOILS[index % len(self.SPOILS)]
                row[column] = cell
                # a customer that is not there is the row's fault, not a cell's
                key = column if cell != "Nobody Knows Ltd" else None
                bad.add((number, key, (cell or "") if key else ""))
            else:
                meant[row["name"]] = meaning
            sheet.append([row.get(key) for key in self.HEADINGS])
        stream = io.BytesIO()
        book.save(stream)
        return stream.getvalue(), meant, bad

    def test_good_rows_are_kept_and_each_bad_one_is_named(self):
        data, meant, bad = self.spoiled()
        self.assertGreater(len(bad), 300)
        book = self.rehearse(data, "contacts")
        self.assertRecordValues(
            book, [{"created_count": len(meant), "refused_count": len(bad), "updated_count": 0}]
        )
        self.assertFalse(self.env["res.partner"].search([("name", "=like", "Person %")]))
        book.action_import()
        self.walk(book)
        self.assertEqual(self.refusals(book), bad)
        people = self.env["res.partner"].search([("name", "=like", "Person %")])
        self.assertEqual(
            {
                person.name: {
                    "phone": person.phone,
                    "born": person.care_birthday,
                    "lunar": (person.care_lunar_month, person.care_lunar_day),
                }
                for person in people
            },
            meant,
        )
        again = self.rehearse(data, "contacts")
        self.assertRecordValues(
            again, [{"created_count": 0, "updated_count": 0, "unchanged_count": len(meant)}]
        )
