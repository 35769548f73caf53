"""What a cell of somebody's book means: days, lunar days, telephone numbers.

Each function takes a cell as ``book.read_book`` gives it and returns the value, or raises
``CellError`` with a code that the caller puts into words.
"""

import datetime
import re
from decimal import Decimal, InvalidOperation
from functools import lru_cache

from borax.calendars.lunardate import LCalendars, LunarDate

from .lunar import LunarDay

_EXCEL_EPOCH = datetime.date(1899, 12, 30)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_YEAR_FIRST = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?$")
_YEAR_LAST = re.compile(r"(\d{1,2})\s*([-/.])\s*(\d{1,2})\s*\2\s*(\d{4})$")
_NAMED_MONTH = re.compile(r"(\d{1,2})?[ .-]*([a-z]{3})[a-z]*[ .-]*(\d{1,2})?,?[ .-]*(\d{4})$", re.I)
_CLOCK = re.compile(r"[ T]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?$")

_LUNAR_WORD = re.compile(r"农历|阴历|旧历|lunar", re.I)
_LEAP_WORD = re.compile(r"闰|leap", re.I)
_LUNAR_NUMBERS = re.compile(r"(?:(\d{4})\s*[-/.年]\s*)?(\d{1,2})\s*[-/.月 ]\s*(\d{1,2})\s*日?$")
_LUNAR_CHINESE = re.compile(
    r"(?:([\d〇零一二三四五六七八九]{4})年)?([正冬腊一二三四五六七八九十]{1,2})月(初?[一二三四五六七八九十廿卅]{1,3})日?$"
)
_DIGITS = {char: number for number, char in enumerate("〇一二三四五六七八九")} | {"零": 0}
_LUNAR_MONTHS = {"正": 1, "冬": 11, "腊": 12}


class CellError(ValueError):
    """A value that can't be used; ``code`` says why."""

    def __init__(self, code):
        super().__init__(code)
        self.code = code


# === DAYS === #


def to_date(value, day_first=False):
    """The day that a cell means.

    :param bool day_first: how 03/04/1980 is read; 25/04 and 04/25 say it themselves
    """
    if isinstance(value, datetime.datetime):
        return value.date()
    if isinstance(value, bool):
        raise CellError("date")
    if isinstance(value, int | float):
        return _from_number(value)
    text = _CLOCK.sub("", value.strip())
    if text.isdigit():
        return _from_number(int(text))
    if found := _YEAR_FIRST.match(text):
        return _day(*map(int, found.groups()))
    if found := _YEAR_LAST.match(text):
        first, second, year = int(found[1]), int(found[3]), int(found[4])
        # dots are written where the day comes first
        if first > 12 or (second <= 12 and (day_first or found[2] == ".")):
            first, second = second, first
        return _day(year, first, second)
    return _from_named_month(text)


def _from_named_month(text):
    found = _NAMED_MONTH.match(text)
    if not found or found[2].lower() not in _MONTHS or bool(found[1]) == bool(found[3]):
        raise CellError("date")
    return _day(int(found[4]), _MONTHS.index(found[2].lower()) + 1, int(found[1] or found[3]))


def _from_number(number):
    """19800315, or Excel's count of days where the cell lost its format."""
    if number != int(number):
        raise CellError("date")
    number = int(number)
    if 19000101 <= number <= 21001231:
        return _day(number // 10000, number // 100 % 100, number % 100)
    if 1 <= number <= 73000:
        return _EXCEL_EPOCH + datetime.timedelta(days=number)
    raise CellError("date")


def _day(year, month, day):
    try:
        return datetime.date(year, month, day)
    except ValueError:
        raise CellError("date")


# === LUNAR DAYS === #


def is_lunar(value):
    """Whether a text says itself that it means a lunar day."""
    return isinstance(value, str) and bool(
        _LUNAR_WORD.search(value) or _LEAP_WORD.search(value) or _lunar_chinese(value)
    )


def to_lunar(value):
    """The lunar day that a cell means: 八月十五, lunar 8-15, 闰四月初三, 8/15.

    Excel makes days of this year of 8/15: month and day are what was typed.
    """
    if isinstance(value, datetime.datetime):
        return _checked(None, value.month, value.day, False)
    if not isinstance(value, str):
        raise CellError("lunar")
    is_leap = bool(_LEAP_WORD.search(value))
    text = _LEAP_WORD.sub("", _LUNAR_WORD.sub("", value)).strip(" :：,，()（）")
    if found := _LUNAR_NUMBERS.match(text):
        year, month, day = found.groups()
        return _checked(year and int(year), int(month), int(day), is_leap)
    if found := _lunar_chinese(text):
        year, month, day = found.groups()
        year = year and int("".join(str(_DIGITS.get(char, char)) for char in year))
        return _checked(year, _chinese_month(month), _chinese_number(day), is_leap)
    raise CellError("lunar")


def _lunar_chinese(text):
    return _LUNAR_CHINESE.match(_LEAP_WORD.sub("", _LUNAR_WORD.sub("", text)).strip(" :："))


def _chinese_month(text):
    return _LUNAR_MONTHS.get(text) or _chinese_number(text)


def _chinese_number(text):
    """初三 3, 十五 15, 二十 20, 廿三 23, 三十 30; nonsense is 99, which no calendar has."""
    text = text.removeprefix("初").replace("廿", "二十").replace("卅", "三十")
    tens, ten, ones = text.rpartition("十")
    if len(tens) > 1 or len(ones) > 1:
        return 99
    return (_DIGITS.get(tens, 1) * 10 if ten else 0) + _DIGITS.get(ones, 0)


def _checked(year, month, day, is_leap):
    if not (1 <= month <= 12 and 1 <= day <= 30):
        raise CellError("lunar_range")
    if is_leap and month not in _leap_months():
        raise CellError("lunar_leap")
    if year:
        _check_in_year(year, month, day, is_leap)
    return LunarDay(month, day, is_leap)


def _check_in_year(year, month, day, is_leap):
    if not 1900 <= year <= 2100:
        raise CellError("lunar_range")
    if is_leap and LCalendars.leap_month(year) != month:
        raise CellError("lunar_leap")
    try:
        LunarDate(year, month, day, int(is_leap))
    except ValueError:
        raise CellError("lunar_year")


@lru_cache(maxsize=1)
def _leap_months():
    """The months that are ever doubled in the lifetime of anybody."""
    return {LCalendars.leap_month(year) for year in range(1900, 2101)} - {0}


# === NUMBERS AND TEXTS === #


def to_text(value):
    """A text as it was meant: Excel makes numbers of codes, and days of 1-2."""
    if isinstance(value, bool):
        raise CellError("text")
    if isinstance(value, datetime.datetime):
        return value.date().isoformat()
    if isinstance(value, int | float):
        return _plain_number(Decimal(repr(value)))
    return value


def to_phone(value):
    """A telephone number. 13800138000 that Excel made a number of is whole; 1.38E+10 has lost
    its last digits."""
    if isinstance(value, datetime.datetime | bool):
        raise CellError("phone")
    if isinstance(value, int | float):
        return _plain_number(Decimal(repr(value)))
    if re.fullmatch(r"\d[.,]\d+E\+?\d+", value, re.I):
        return _from_scientific(value)
    if re.fullmatch(r"\d+\.0+", value):
        value = value.partition(".")[0]
    if len(re.findall(r"\d", value)) < 3:
        raise CellError("phone")
    return value


def _from_scientific(text):
    try:
        number = Decimal(text.replace(",", "."))
    except InvalidOperation:
        raise CellError("phone")
    if number.as_tuple().exponent > 0:  # digits that nobody wrote down
        raise CellError("phone_shortened")
    return _plain_number(number)


def _plain_number(number):
    """Digits without exponent, and without the .0 that a float brings."""
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def to_bool(value):
    """Yes or no; what one ticks a column with is yes."""
    if isinstance(value, bool):
        return value
    text = str(value).strip().casefold()
    if text in {"1", "yes", "y", "true", "x", "√", "✓", "是", "对", "农历", "阴历", "lunar"}:
        return True
    if text in {"0", "no", "n", "false", "-", "否", "不", "公历", "阳历", "solar", "gregorian"}:
        return False
    raise CellError("bool")
