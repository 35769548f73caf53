"""What a mail server said, out of the text in which Odoo keeps it. Works without Odoo."""

import re
from typing import NamedTuple

# an answer of smtplib as Python writes it: (550, b'no such mailbox'
_WRITTEN = re.compile(r"\((\d{3}), b?(?P<quote>['\"])(.*?)(?P=quote)", re.DOTALL)
_PLAIN = re.compile(r"^\s*([245]\d\d)[ -](.*)", re.DOTALL)


class Answer(NamedTuple):
    """The code of the server, 0 where there is none, and its words."""

    code: int
    words: str

    @property
    def is_final(self):
        """Whether the server refuses for good: trying again would change nothing."""
        return 500 <= self.code < 600

    def __str__(self):
        return f"{self.code} {self.words}" if self.code else self.words


def read(reason):
    r"""The answer of a mail server in the reason of a failure.

    >>> read("SMTPRecipientsRefused: {'a@b.c': (450, b'4.2.0 Try again\\nlater')}")
    Answer(code=450, words='4.2.0 Try again later')
    >>> read("550 no such mailbox").is_final
    True
    >>> read("timed out")
    Answer(code=0, words='timed out')
    """
    if found := _WRITTEN.search(reason):
        return Answer(int(found[1]), " ".join(found[3].replace("\\n", " ").split()))
    if found := _PLAIN.match(reason):
        return Answer(int(found[1]), " ".join(found[2].split()))
    return Answer(0, " ".join(reason.split()))
