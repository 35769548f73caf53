"""What the raw text of a mail tells before anything else reads it. Nothing here raises, whatever
somebody sends: head lines are read as they came, not interpreted."""

import email
import email.policy
import hashlib
import logging
import re
from email.utils import getaddresses
from html import unescape

_logger = logging.getLogger(__name__)

# Lines that a mail gets on its way: the same mail may come twice with other ones.
_TOLD_BY_SENDER = ("from", "to", "cc", "subject", "date", "message-id")

_TEXTS = {"text/plain", "text/html"}
_INVISIBLE = re.compile(r"<!--.*?-->|<style\b.*?</style>|<title\b.*?</title>", re.I | re.S)
_TAG = re.compile(r"<[^<>]*>")
_NUMBER_OF_PARTS = 100


class MailFacts:
    """A mail as it came.

    :param bytes raw: the mail
    :param own_domains: mailing lists of these hand on what people write to us
    """

    def __init__(self, raw, own_domains=()):
        self.raw = raw
        self.own_domains = tuple(own_domains)
        self.message = email.message_from_bytes(raw, policy=email.policy.SMTP)
        self.lines = {}
        for name, value in self.message.raw_items():
            self.lines.setdefault(name.lower(), []).append(_readable(value))

    def line(self, name):
        """The first head line of that name, in one line, or an empty text."""
        return " ".join((self.lines.get(name.lower()) or [""])[0].split())

    def addresses(self, *names):
        """The addresses in all head lines of these names, in lower case."""
        texts = [text for name in names for text in self.lines.get(name, ())]
        return {address.lower() for _name, address in getaddresses(texts) if "@" in address}

    @property
    def message_id(self):
        """As the gateway reads it; where that fails, as it came."""
        try:
            return str(self.message.get("Message-Id") or "").strip()
        except Exception:
            _logger.debug("A Message-Id can't be parsed: taken as it came")
            return self.line("message-id")

    @property
    def recipients(self):
        return self.addresses("delivered-to", "to", "cc", "resent-to", "resent-cc")

    @property
    def references(self):
        """Identifiers of the messages that it answers, the latest last."""
        text = f"{self.line('references')} {self.line('in-reply-to')}"
        return re.findall(r"<[^<>\s]+>", text)[-32:]

    @property
    def digest(self):
        """The same for the same mail, by whichever way it came."""
        told = "\n".join(self.line(name) for name in _TOLD_BY_SENDER)
        _head, _gap, body = self.raw.replace(b"\r\n", b"\n").partition(b"\n\n")
        return hashlib.sha256(told.encode() + b"\n\n" + body).hexdigest()

    def named(self, message_id):
        """The same mail under another Message-Id."""
        raw = f"Message-Id: {message_id}\r\n".encode() + self.raw
        return MailFacts(raw, self.own_domains)

    @property
    def machine(self):
        """Why it looks as if a machine wrote it: bounce, auto_reply, bulk, or None."""
        kind = self.message.get_content_type()
        sender = self.line("return-path")
        local_parts = {address.partition("@")[0] for address in self.addresses("from")}
        if kind == "multipart/report" or local_parts & {"mailer-daemon", "postmaster"}:
            return "bounce"
        if (self.line("auto-submitted") or "no").lower().split(";")[0].strip() != "no":
            return "auto_reply"
        if sender == "<>" or self.line("x-autoreply") or self.line("x-autorespond"):
            return "auto_reply"
        if self._is_bulk():
            return "bulk"
        return "auto_reply" if self.line("precedence").lower() == "auto_reply" else None

    def _is_bulk(self):
        named = self.line("list-id").rpartition("<")[2].rstrip("> ").lower()
        if named and any(named.endswith(domain) for domain in self.own_domains):
            return False
        bulk = self.line("precedence").lower() in ("bulk", "junk", "list")
        return bulk or bool(named or self.line("list-unsubscribe"))

    @property
    def wants_silence(self):
        """Whether the sender asks for no automatic answer."""
        return bool(self.line("x-auto-response-suppress") or self.line("feedback-id"))

    def is_told_by(self, body):
        """Whether a body tells all that the mail says, and nothing in it had to be guessed. Else
        it has to be kept as it came, too.

        :param str body: HTML that was made of the mail
        """
        parts = list(self.message.walk())
        if len(parts) > _NUMBER_OF_PARTS or len(self.lines.get("from", ())) != 1:
            return False
        if len(self.addresses("from")) != 1:
            return False
        if any(part.defects or _is_unusual_part(part) for part in parts):
            return False
        texts = [part for part in parts if part.get_content_type() in _TEXTS]
        said = {word for part in texts if not part.get_filename() for word in _words_of_part(part)}
        return said <= set(words(body))


def words(html):
    """The words that readers of HTML see, and those that it hides in scripts."""
    text = _INVISIBLE.sub(" ", html or "")
    return re.findall(r"\w+", unescape(_TAG.sub(" ", text)))


def _words_of_part(part):
    text = _text_of(part)[0]
    return re.findall(r"\w+", text) if part.get_content_type() == "text/plain" else words(text)


def _is_unusual_part(part):
    kind = part.get_content_type()
    if part.get_content_maintype() == "multipart":
        return kind == "multipart/report" or bool(part.preamble and len(part.preamble) > 200)
    if kind in _TEXTS and not part.get_filename():
        return not _text_of(part)[1]
    return not part.get_filename()


def _text_of(part):
    """The text of a part, and whether it could be read for sure."""
    payload = part.get_payload(decode=True) or b""
    charset = part.get_content_charset() or "utf-8"
    try:
        return payload.decode(charset), "a".encode(charset) == b"a"
    except (LookupError, UnicodeError, ValueError):
        return payload.decode("latin-1"), False


def _readable(value):
    """A head line as text that a database can hold."""
    text = str(value).encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    return text.replace("\0", "")
