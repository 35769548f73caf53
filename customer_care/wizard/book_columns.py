"""The columns of the books of customers and contacts: what a template offers, what an import
reads, and what an export writes."""

from typing import NamedTuple

from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)


class Column(NamedTuple):
    """One column of a book.

    ``kind`` names the method that reads a cell (``care.import.row._value_<kind>``); ``target`` is
    ``partner.<field>`` or ``profile.<field>`` where the value simply goes there. ``words`` are
    other headings that old books have, between bars; ``example`` is a cell of the template.
    """

    key: str
    label: object
    kind: str = "text"
    target: str = ""
    words: str = ""
    example: str = ""
    hint: object = ""


CUSTOMERS = (
    Column(
        "name",
        _lt("Customer Name"),
        target="partner.name",
        words="name|customer|company|客户名称|客户|公司名称|单位名称|名称",
        example="Jade Pumps Ltd",
        hint=_lt(
            "Needed. A customer with this exact name is brought up to date, else a new one made."
        ),
    ),
    Column(
        "code",
        _lt("Customer Code"),
        target="",
        words="code|customer no|客户编码|客户编号|编码|编号",
        example="KD-0042",
        hint=_lt("Finds the customer before its tax ID and its name do. Given once."),
    ),
    Column(
        "vat",
        _lt("Tax ID"),
        target="partner.vat",
        words="vat|vat number|tax number|税号|统一社会信用代码|纳税人识别号",
    ),
    Column(
        "country",
        _lt("Country"),
        "country",
        "partner.country_id",
        "国家|国家/地区",
        "CN",
        _lt("Name or two-letter code."),
    ),
    Column(
        "state",
        _lt("Province or State"),
        "state",
        "partner.state_id",
        "state|province|省份|省|州省",
    ),
    Column("city", _lt("City"), target="partner.city", words="城市|市"),
    Column("street", _lt("Street"), target="partner.street", words="address|地址|街道"),
    Column("zip", _lt("ZIP"), target="partner.zip", words="postal code|邮编|邮政编码"),
    Column(
        "phone",
        _lt("Phone"),
        "phone",
        "partner.phone",
        "telephone|tel|电话|联系电话|公司电话",
    ),
    Column(
        "email", _lt("Email Address"), "email", "partner.email", "email|e-mail|mail|邮箱|电子邮件"
    ),
    Column("website", _lt("Website"), target="partner.website", words="网站|网址"),
    Column(
        "owner",
        _lt("Account Manager"),
        "user",
        "partner.user_id",
        "owner|salesperson|sales rep|客户经理|负责人|业务员|销售代表",
        hint=_lt("Login, email or name of a user."),
    ),
    Column(
        "grade",
        _lt("Grade"),
        "grade",
        words="customer grade|客户等级|客户级别|等级|分级",
        example="A",
        hint=_lt("Care managers give it at once; of others it is a proposal to them."),
    ),
    Column("industry", _lt("Industry"), "industry", "partner.industry_id", "行业|所属行业"),
    Column("size", _lt("Size"), "choice", "profile.size", "规模|企业规模", "large"),
    Column(
        "stage",
        _lt("Cooperation Stage"),
        "choice",
        "profile.stage",
        "stage|合作阶段",
        "mature",
    ),
    Column("region", _lt("Region"), target="profile.region", words="地域|区域|大区"),
    Column(
        "purchasing_power",
        _lt("Purchasing Power"),
        "choice",
        "profile.purchasing_power",
        "购买力",
    ),
    Column(
        "credit_grade",
        _lt("Credit Grade"),
        target="profile.credit_grade",
        words="credit|信用等级|信用",
        example="AA",
    ),
    Column("potential", _lt("Potential"), "choice", "profile.potential", "潜力"),
    Column("need", _lt("Need"), "choice", "profile.need", "需求|需求导向"),
    Column("source", _lt("Source"), "choice", "profile.source", "来源|采集渠道"),
    Column(
        "source_basis",
        _lt("Lawful Basis"),
        "choice",
        "profile.source_basis",
        "合法性|合法依据",
    ),
    Column(
        "tags",
        _lt("Tags"),
        "tags",
        words="tag|labels|标签",
        hint=_lt("Several are separated by commas. They are added to those that are there."),
    ),
)

CONTACTS = (
    Column(
        "customer",
        _lt("Customer"),
        words="customer name|company|客户|客户名称|公司|公司名称|单位",
        example="Jade Pumps Ltd",
        hint=_lt("The exact name; or give the customer's code or tax ID."),
    ),
    Column("code", _lt("Customer Code"), words="code|客户编码|客户编号"),
    Column("vat", _lt("Customer's Tax ID"), words="tax id|vat|客户税号|税号"),
    Column(
        "name",
        _lt("Contact Name"),
        target="partner.name",
        words="name|contact|person|姓名|联系人|联系人姓名",
        example="Li Hua",
        hint=_lt("Needed. A contact of the customer with this name is brought up to date."),
    ),
    Column(
        "function",
        _lt("Job Position"),
        target="partner.function",
        words="job|job title|position|title|职务|职位|岗位",
        example="Buyer",
    ),
    Column(
        "email", _lt("Email Address"), "email", "partner.email", "email|e-mail|mail|邮箱|电子邮件"
    ),
    Column(
        "phone",
        _lt("Phone"),
        "phone",
        "partner.phone",
        "mobile|mobile phone|telephone|手机|手机号|电话|联系电话",
    ),
    Column(
        "other_phones",
        _lt("Other Phones"),
        "phone",
        words="office phone|home phone|办公电话|住宅电话|其他电话|固定电话",
        hint=_lt("Kept in the notes of the contact."),
    ),
    Column(
        "birthday",
        _lt("Birthday"),
        "birthday",
        words="date of birth|生日|出生日期",
        example="1980-03-15",
        hint=_lt("With its year. A lunar day is read as one if it says so: 农历八月十五."),
    ),
    Column(
        "lunar",
        _lt("Lunar Birthday"),
        "lunar",
        words="农历生日|阴历生日",
        example="闰四月初三",
        hint=_lt("Month and day: 8-15, 八月十五; of a leap month: 闰四月初三, leap 4-3."),
    ),
    Column(
        "is_lunar",
        _lt("Birthday Is Lunar"),
        "flag",
        words="is lunar|lunar|是否农历|农历|历法",
        hint=_lt("Yes: month and day of the column Birthday are lunar."),
    ),
)

COLUMNS = {"customers": CUSTOMERS, "contacts": CONTACTS}
BOOKS = {"customers": _lt("Customers"), "contacts": _lt("Contacts")}

# Headings that an export or a list of refused rows adds. They are counted, never read.
FIGURES = (
    ("turnover_12m", "monetary"),
    ("turnover_prev_12m", "monetary"),
    ("turnover_trend_percent", "percent"),
    ("profit_12m", "monetary"),
    ("overdue_amount", "monetary"),
    ("order_count_12m", "number"),
    ("first_order_date", "date"),
    ("last_order_date", "date"),
    ("last_contact_date", "date"),
    ("next_contact_date", "date"),
    ("value_tier", "choice"),
    ("risk_state", "choice"),
    ("grade_since", "date"),
)

# Sheets of our own templates that hold no data.
SHEET_EXAMPLE = _lt("Example")
SHEET_EXPLANATION = _lt("Explanation")
SHEET_LISTS = _lt("Choices")
REASON = _lt("Why It Was Not Imported")
_SERVICE_WORDS = ("example", "explanation", "choices", "示例", "说明", "选项")
_REASON_WORDS = ("why it was not imported", "未导入原因")


def plain(heading):
    """A heading as it is compared: without case, stars, blanks, and what stands in brackets."""
    text = str(heading).casefold().replace("*", "").replace("_", " ").replace("＊", "")
    for opening in "(（[【":
        text = text.partition(opening)[0]
    return " ".join(text.split()).strip(" :：")


class Headings:
    """Which column a heading means, in English, Chinese and every language that is installed."""

    def __init__(self, env):
        langs = [code for code, _name in env["res.lang"].get_installed()]
        self._envs = [env(context={**env.context, "lang": lang}) for lang in {"en_US", *langs}]
        self._known = {kind: self._words(columns) for kind, columns in COLUMNS.items()}
        self._passed = {plain(word) for word in _REASON_WORDS} | self._all(REASON)
        for name, _kind in FIGURES:
            for lang_env in self._envs:
                field = lang_env["care.profile"]._fields[name]
                self._passed.add(plain(field._description_string(lang_env)))
        self._service = {plain(word) for word in _SERVICE_WORDS}
        for term in (SHEET_EXAMPLE, SHEET_EXPLANATION, SHEET_LISTS):
            self._service |= self._all(term)

    def _all(self, term):
        return {plain(env._(term)) for env in self._envs}

    def _words(self, columns):
        known = {}
        for column in columns:
            words = {plain(word) for word in column.words.split("|") if word}
            for word in words | self._all(column.label):
                known.setdefault(word, column.key)
        # a column's own name is stronger than another column's other word
        for column in columns:
            known.update(dict.fromkeys(self._all(column.label), column.key))
        return known

    def is_service(self, sheet_name):
        """Whether a sheet is one of those that explain the template."""
        return plain(sheet_name).split(" - ")[0] in self._service

    def is_passed(self, heading):
        """Whether a heading is known, but its column is never read."""
        return plain(heading) in self._passed

    def match(self, kind, cells):
        """The columns of a row of headings: dict of position to key; the first of a key counts."""
        found = {}
        for position, cell in enumerate(cells):
            key = isinstance(cell, str) and self._known[kind].get(plain(cell))
            if key and key not in found.values():
                found[position] = key
        return found

    def count(self, cells):
        """How many cells of a row are headings of either book."""
        return max(len(self.match(kind, cells)) for kind in COLUMNS)

    def find(self, sheet, kinds):
        """The headings of a sheet.

        :return: (kind, index of the row of headings in ``sheet.rows``, columns by position), or
            None where no row has two known headings that make a book
        """
        best = None
        for index, (_number, cells) in enumerate(sheet.rows[:20]):
            for kind in kinds:
                columns = self.match(kind, cells)
                rank = (len(columns), kind == self._named(sheet.name))
                if makes_book(kind, columns.values()) and (not best or rank > best[0]):
                    best = (rank, kind, index, columns)
        return best and best[1:]

    def _named(self, sheet_name):
        """The book that a sheet says to be by its name."""
        for kind, label in BOOKS.items():
            if plain(sheet_name) in self._all(label) | {kind, {"customers": "客户"}.get(kind)}:
                return kind
        return None


def makes_book(kind, keys):
    """Whether the columns suffice to know what a row is about."""
    if kind == "customers":
        return "name" in keys or "code" in keys
    return "name" in keys and bool({"customer", "code", "vat"} & set(keys))
