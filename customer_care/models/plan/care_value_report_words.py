"""The figures of a value report in words: what stands on its tiles, and how numbers are read."""

from odoo import models
from odoo.tools import format_date, get_lang
from odoo.tools.misc import formatLang

_TILES_A_ROW = 4
_NONE = "—"  # no data is not zero
# How large amounts are shortened: by thousands, and in Chinese by ten thousands.
_SHORT_UNITS = {
    "en": [(1e9, "B"), (1e6, "M"), (1e3, "k")],
    "zh": [(1e8, "亿"), (1e4, "万")],
}


class CareValueReport(models.Model):
    _inherit = "care.value.report"

    # === IN WORDS === #

    def _say_money(self, amount):
        """An amount as it is read, without decimals: a dash where nobody knows it."""
        if amount is False or amount is None:
            return _NONE
        return formatLang(self.env, amount, currency_obj=self.currency_id, rounding_unit="units")

    def _say_number(self, value, digits=0):
        """A number as it is read; a dash where there is none."""
        if value is False or value is None:
            return _NONE
        return formatLang(self.env, value, digits=digits)

    def _say_quantity(self, value):
        """A quantity with as many digits as it has, up to two."""
        return self._say_number(value, 0 if value == int(value) else 2)

    def _say_trend(self, percent):
        """A change in percent, with its sign; nothing where there was no base."""
        if percent is False or percent is None:
            return ""
        sign = "+" if percent > 0 else "−" if percent < 0 else "±"
        return f"{sign}{formatLang(self.env, abs(percent), digits=0)} %"

    def _say_day(self, day):
        """An ISO date as it is read."""
        return format_date(self.env, day) if day else _NONE

    def _say_short(self, amount):
        """An amount in short, as it stands above a bar: 92k, or 9.2万."""
        units = _SHORT_UNITS.get(get_lang(self.env).code[:2], _SHORT_UNITS["en"])
        size, unit = next((pair for pair in units if abs(amount) >= pair[0]), (1, ""))
        value = round(amount / size, 1)
        return self._say_number(value, 1 if value != int(value) and abs(value) < 100 else 0) + unit

    # === TILES === #

    def _internal_tiles(self, f):
        """The key figures of the internal edition, four a row: lists of ``(label, value, note)``.

        :param dict f: as ``_figures_internal``
        """
        trade, rank, voice = f["trade"], f["rank"], f["voice"]
        return [
            [
                (
                    self.env._("Turnover of the quarter"),
                    self._say_money(trade["turnover"]["quarter"]),
                    self._note_trend(trade["trend_quarter"]),
                ),
                (
                    self.env._("Turnover of 12 months"),
                    self._say_money(trade["turnover"]["year"]),
                    self._note_trend(trade["trend_year"]),
                ),
                (
                    self.env._("Orders of the quarter"),
                    self._say_number(trade["orders"]["quarter"]),
                    self.env._(
                        "a year before: %s", self._say_number(trade["orders"]["quarter_before"])
                    ),
                ),
                (
                    self.env._("Profit of the quarter"),
                    self._say_money(f["profit"]["quarter"]),
                    self.env._("12 months: %s", self._say_money(f["profit"]["year"]))
                    if f["profit"]["year"] is not False
                    else self.env._("costs are not known"),
                ),
            ],
            [
                (
                    self.env._("Share of our turnover"),
                    f"{self._say_number(rank['share_percent'], 1)} %" if rank else _NONE,
                    self.env._(
                        "place %(place)s of %(count)s", place=rank["place"], count=rank["count"]
                    )
                    if rank
                    else "",
                ),
                (
                    self.env._("Overdue"),
                    self._say_money(f["payment"]["overdue"]),
                    self._note_payment(f["payment"]),
                ),
                (
                    self.env._("Satisfaction"),
                    f"{self._say_number(voice['satisfaction'], 1)} / 5",
                    self._note_voice(voice),
                ),
                (
                    self.env._("Real contacts"),
                    self._say_number(f["contacts"]["count"]),
                    " · ".join(f"{label} {count}" for label, count in f["contacts"]["channels"]),
                ),
            ],
            [self._tile_promises(f["promises"]), *self._tiles_cases(f["cases"])],
        ]

    def _external_tiles(self, f):
        """The key figures of the external edition, in one row where they fit; as
        ``_internal_tiles``.

        :param dict f: as ``_figures_external``
        """
        trade, service = f["trade"], f["service"]
        value = (
            self.env._("Value of orders")
            if trade["source"] == "orders"
            else self.env._("Value of invoices")
        )
        first = [
            (self.env._("Orders of the quarter"), self._say_number(trade["orders"]), ""),
            (
                value,
                self._say_money(trade["value"]),
                self.env._("a year before: %s", self._say_money(trade["value_before"])),
            ),
        ]
        if f["products"]["saved"]:
            saved = self._say_money(f["products"]["saved"])
            first.append((self.env._("Saved for you"), saved, self.env._("by agreed discounts")))
        second = []
        if service["promised"]:
            second.append(self._tile_promises({**service, "count": service["promised"]}))
        if service["solved"] or service["received"]:
            second += self._tiles_cases(service)[:1]
        tiles = first + second
        return [tiles] if len(tiles) <= _TILES_A_ROW else [first, second]

    def _note_trend(self, percent):
        if percent is False:
            return self.env._("nothing a year before")
        return self.env._("%s on a year before", self._say_trend(percent))

    def _note_payment(self, payment):
        notes = []
        if payment["overdue_count"]:
            notes.append(
                self.env._(
                    "%(count)s invoices, oldest %(days)s days",
                    count=payment["overdue_count"],
                    days=payment["oldest_days"],
                )
            )
        if payment["late_days"] is not False:
            notes.append(
                self.env._(
                    "paid %(days)s days late on average",
                    days=self._say_number(payment["late_days"], 1),
                )
            )
        return " · ".join(notes)

    def _note_voice(self, voice):
        notes = [self.env._("12 months, answers: %s", voice["count"])]
        if voice["nps"] is not False:
            notes.append(self.env._("NPS %s", self._say_number(voice["nps"])))
        return " · ".join(notes)

    def _tile_promises(self, promises):
        percent, hours = promises["kept_percent"], promises["reply_hours"]
        note = self.env._("%(kept)s of %(count)s", kept=promises["kept"], count=promises["count"])
        if hours is not False:
            note += " · " + self.env._("answered in %s h", self._say_number(hours, 1))
        return (
            self.env._("Promises kept"),
            _NONE if percent is False else f"{self._say_number(percent)} %",
            note if promises["count"] else self.env._("none were due"),
        )

    def _tiles_cases(self, cases):
        days = cases["solution_days"]
        return [
            (
                self.env._("Cases solved"),
                self._say_number(cases["solved"]),
                self.env._("in %s days on average", self._say_number(days, 1))
                if days is not False
                else self.env._("received: %s", cases["received"]),
            ),
            *(
                [
                    (
                        self.env._("Cases received"),
                        self._say_number(cases["received"]),
                        self.env._(
                            "complaints: %(complaints)s, major: %(major)s",
                            complaints=cases["complaints"],
                            major=cases["major"],
                        ),
                    ),
                    (self.env._("Cases open now"), self._say_number(cases["open"]), ""),
                ]
                if "complaints" in cases
                else []
            ),
        ]
