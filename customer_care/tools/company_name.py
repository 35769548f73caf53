"""What of a company's name tells it from others, as SQL and Python read it alike."""

import re
import unicodedata

# Legal forms and groups, in the folded spelling of ``name_key``: without spaces, dots and width.
CHINESE_FORMS = (
    *("股份有限责任公司", "有限责任公司", "股份有限公司", "有限公司", "集团公司"),
    *("股份公司", "公司", "集团"),
)
# As words at the end, after dots were taken out.
WESTERN_FORMS = (
    *("gmbh", "mbh", "gmbhcokg", "cokg", "kg", "kgaa", "ohg", "gbr", "ag", "se", "ug", "ev"),
    *("ltd", "limited", "plc", "llp", "llc", "lp", "inc", "incorporated", "corp", "corporation"),
    *("co", "company", "pty", "pte", "pvt", "bhd", "sdn", "group", "holding", "holdings"),
    *("sa", "sas", "sasu", "sarl", "srl", "spa", "sl", "slu", "bv", "nv", "ab", "as", "asa"),
    *("aps", "oy", "oyj", "kft", "zrt", "spzoo", "zoo", "sp", "doo", "sro", "ooo", "oao", "kk"),
)

_CHINESE = f"({'|'.join(CHINESE_FORMS)})+$"
_WESTERN = f"( ({'|'.join(WESTERN_FORMS)}))+$"
_PLACES_IN_BRACKETS = r"[()\[\]]"
_DOTS = r"[.'’`]"
_SIGNS = r"[^[:alnum:]]+"

# Applied one after the other: pattern and what it is replaced by, for PostgreSQL.
STEPS = (
    (_PLACES_IN_BRACKETS, " "),
    (_DOTS, ""),
    ("&", " "),
    (_SIGNS, " "),
    (r"^ | $", ""),
    (_WESTERN, ""),
    (r" ", ""),
    (_CHINESE, ""),
)

# Providers whose mail domain says nothing about the company.
FREE_MAIL = (
    *("gmail.com", "googlemail.com", "outlook.com", "hotmail.com", "live.com", "yahoo.com"),
    *("icloud.com", "me.com", "aol.com", "gmx.de", "gmx.net", "gmx.com", "web.de", "t-online.de"),
    *("freenet.de", "orange.fr", "free.fr", "libero.it", "proton.me", "protonmail.com"),
    *("qq.com", "foxmail.com", "163.com", "126.com", "139.com", "189.cn", "sina.com", "sina.cn"),
    *("sohu.com", "aliyun.com", "yeah.net", "mail.ru", "yandex.ru"),
)


def name_key(name):
    """What tells a company from others; empty where nothing is left of its name."""
    text = unicodedata.normalize("NFKC", name or "").lower()
    for pattern, replacement in STEPS:
        pattern = pattern.replace("[^[:alnum:]]", r"[\W_]")
        text = re.sub(pattern, replacement, text)
    return text
