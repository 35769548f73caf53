"""Mails as the world sends them. Each carries a word of its own that must be found again."""

import base64
from email.message import EmailMessage
from email.mime.application import MIMEApplication
from email.mime.base import MIMEBase
from email.mime.message import MIMEMessage
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText

TO = "service@harbour.example"
CUSTOMER = "Petra <petra@acme.example>"
STRANGER = "Nobody Known <who@stranger.example>"


def head(token, subject="Hello", sender=CUSTOMER, to=TO, **lines):
    """Head lines in bytes, as a mail server hands them on."""
    fixed = {
        "From": sender,
        "To": to,
        "Subject": subject,
        "Date": "Tue, 10 Mar 2026 08:55:00 +0000",
        "Message-Id": f"<{token}@world.example>",
        **{name.replace("_", "-"): value for name, value in lines.items()},
    }
    return "".join(f"{name}: {value}\r\n" for name, value in fixed.items() if value).encode()


def plain(token, text=None, **lines):
    return head(token, **lines) + b"\r\n" + (text or f"I write about {token}.").encode() + b"\r\n"


def typed(token, kind, body, encoding="8bit", **lines):
    """A mail of one part, as raw as it is given."""
    more = {"MIME_Version": "1.0", "Content_Type": kind, "Content_Transfer_Encoding": encoding}
    return head(token, **more, **lines) + b"\r\n" + body


def built(part, token, sender=CUSTOMER, subject="Hello", to=TO, **lines):
    part["From"], part["To"], part["Subject"] = sender, to, subject
    part["Message-Id"] = f"<{token}@world.example>"
    for name, value in lines.items():
        part[name.replace("_", "-")] = value
    return part.as_bytes()


def with_file(token, name, kind, content, text="See the file."):
    mail = MIMEMultipart()
    mail.attach(MIMEText(text))
    main, sub = kind.split("/")
    part = MIMEBase(main, sub)
    part.set_payload(base64.encodebytes(content).decode())
    part["Content-Transfer-Encoding"] = "base64"
    if name:
        part.add_header("Content-Disposition", "attachment", filename=name)
    mail.attach(part)
    return built(mail, token)


def nested(token, depth):
    part = MIMEText(f"deep inside: {token}")
    for _level in range(depth):
        outer = MIMEMultipart()
        outer.attach(part)
        part = outer
    return built(part, token)


def forwarded(token):
    inner = EmailMessage()
    inner["From"], inner["To"], inner["Subject"] = "boss@acme.example", "petra@acme.example", "Old"
    inner.set_content(f"the forwarded word {token}")
    mail = MIMEMultipart()
    mail.attach(MIMEText("see below"))
    mail.attach(MIMEMessage(inner))
    return built(mail, token)


def alternative(token, plain_text, html_text, *more):
    mail = MIMEMultipart("alternative")
    mail.attach(MIMEText(plain_text))
    mail.attach(MIMEText(html_text, "html"))
    for part in more:
        mail.attach(part)
    return built(mail, token)


def calendar(token):
    part = MIMEText(f"BEGIN:VCALENDAR\r\nSUMMARY:{token}\r\nEND:VCALENDAR", "calendar")
    return alternative(token, "Invitation", "<p>Invitation</p>", part)


def inline_image(token):
    mail = MIMEMultipart("related")
    mail.attach(MIMEText(f'<p>{token}</p><img src="cid:logo">', "html"))
    image = MIMEBase("image", "png")
    image.set_payload(b"iVBORw0KGgo=")
    image["Content-Transfer-Encoding"] = "base64"
    image["Content-Id"] = "<logo>"
    image.add_header("Content-Disposition", "inline", filename="logo.png")
    mail.attach(image)
    return built(mail, token)


def bounce(token, original_id="<gone@harbour.example>", to=TO, address="petra@acme.example"):
    lines = [
        *("Return-Path: <>", "From: Mail Delivery System <mailer-daemon@world.example>"),
        *(f"To: {to}", "Subject: Undelivered Mail", f"Message-Id: <{token}@world.example>"),
        *("Auto-Submitted: auto-replied", "MIME-Version: 1.0"),
        'Content-Type: multipart/report; report-type=delivery-status; boundary="cut"',
        *("", "--cut", "Content-Type: text/plain", "", f"Could not deliver. {token}"),
        *("--cut", "Content-Type: message/delivery-status", ""),
        *("Reporting-MTA: dns; world.example", ""),
        *(f"Final-Recipient: rfc822; {address}", "Action: failed", "Status: 5.1.1"),
        *("", "--cut", "Content-Type: text/rfc822-headers", ""),
        *(f"Message-Id: {original_id}", "Subject: Notice", "", "--cut--", ""),
    ]
    return "\r\n".join(lines).encode()


def receipt(token):
    return bounce(token).replace(b"delivery-status", b"disposition-notification")


def html(token, body, **lines):
    return typed(token, "text/html; charset=utf-8", body.encode(), **lines)


def big(token, megabytes):
    content = (f"{token} ".encode() * 80_000)[: 2**20] * megabytes
    return with_file(token, "drawing.bin", "application/octet-stream", content)


def many_parts(token, number):
    mail = MIMEMultipart()
    for index in range(number):
        part = MIMEApplication(f"{token} {index}".encode())
        part.add_header("Content-Disposition", "attachment", filename=f"part{index}.bin")
        mail.attach(part)
    return built(mail, token)


def corpus():
    """Name and bytes of each mail; the word it carries is ``word_of(name)``."""
    return {name: make(word_of(name)) for name, make in _MAILS.items()}


def word_of(name):
    return f"zq{name.replace('_', '')}zq"


_MAILS = {
    # people
    "plain": plain,
    "stranger": lambda t: plain(t, sender=STRANGER),
    "html_only": lambda t: html(t, f"<p>Good <b>day</b> {t}</p>"),
    "alternative": lambda t: alternative(t, f"text {t}", f"<p>text {t}</p>"),
    "only_in_plain": lambda t: alternative(t, f"hidden {t}", "<p>Your reader shows HTML</p>"),
    "only_in_html": lambda t: alternative(t, "Please read the HTML", f"<p>{t}</p>"),
    "reply_to_unknown": lambda t: plain(t, In_Reply_To="<never@seen.example>"),
    "chinese": lambda t: typed(
        t, "text/plain; charset=gb18030", f"投诉：油漆脱落 {t}".encode("gb18030")
    ),
    "chinese_subject": lambda t: plain(
        t, subject="=?gb2312?B?" + base64.b64encode("投诉".encode("gb2312")).decode() + "?="
    ),
    "inline_image": inline_image,
    "signed": lambda t: with_file(t, "smime.p7s", "application/pkcs7-signature", b"x", t),
    # empty and missing
    "empty_body": lambda t: head(t, subject=t) + b"\r\n",
    "no_body_at_all": lambda t: head(t, subject=t),
    "empty_subject": lambda t: plain(t, subject=""),
    "no_from": lambda t: plain(t, sender=None),
    "empty_from": lambda t: plain(t, sender="<>"),
    "from_without_address": lambda t: plain(t, sender="undisclosed"),
    "several_from": lambda t: plain(t, sender="a@one.example, b@two.example"),
    "two_from_lines": lambda t: b"From: evil@forged.example\r\n" + plain(t),
    "no_message_id": lambda t: plain(t, Message_Id=None),
    "empty_message_id": lambda t: plain(t, Message_Id=" "),
    "no_date": lambda t: plain(t, Date=None),
    "crazy_date": lambda t: plain(t, Date="Thu, 99 Foo 20260 99:99:99 +9999"),
    "far_date": lambda t: plain(t, Date="Fri, 31 Dec 9999 23:59:59 -1200"),
    "old_date": lambda t: plain(t, Date="Mon, 1 Jan 0001 00:00:00 +1400"),
    "no_head": lambda t: b"\r\njust a text: " + t.encode(),
    "no_recipient": lambda t: plain(t, to=None),
    # broken
    "unknown_charset": lambda t: typed(t, "text/plain; charset=x-klingon", f"nuq {t}".encode()),
    "wrong_charset": lambda t: typed(t, "text/plain; charset=us-ascii", f"Grüße {t}".encode()),
    "wrong_utf8": lambda t: typed(t, "text/plain; charset=utf-8", b"\xff\xfe " + t.encode()),
    "utf16_claimed": lambda t: typed(t, "text/plain; charset=utf-16", f"odd {t}".encode()),
    "utf7": lambda t: typed(t, "text/plain; charset=utf-7", f"+AOQ- {t}".encode()),
    "charset_idna": lambda t: typed(t, "text/plain; charset=idna", f"..{t}..".encode()),
    "nul_in_body": lambda t: typed(t, "text/plain; charset=utf-8", f"a\0b {t}".encode()),
    "nul_in_html": lambda t: html(t, f"<p>a\0b {t}</p>"),
    "nul_in_subject": lambda t: plain(t, subject="a\0b"),
    "surrogates": lambda t: typed(t, "text/plain; charset=utf-8", b"\xed\xa0\x80 " + t.encode()),
    "bad_base64": lambda t: typed(t, "text/plain", f"!!! {t} ===".encode(), encoding="base64"),
    "bad_quoted": lambda t: typed(
        t, "text/plain", f"=ZZ {t} =".encode(), encoding="quoted-printable"
    ),
    "unknown_encoding": lambda t: typed(t, "text/plain", t.encode(), encoding="x-uuencode2"),
    "no_boundary": lambda t: typed(t, "multipart/mixed", f"--x\r\n\r\n{t}".encode()),
    "cut_off": lambda t: typed(
        t, 'multipart/mixed; boundary="x"', f"--x\r\nContent-Type: text/plain\r\n\r\n{t}".encode()
    ),
    "empty_multipart": lambda t: typed(t, 'multipart/mixed; boundary="x"', b"", subject=t),
    "in_preamble": lambda t: typed(
        t, 'multipart/mixed; boundary="x"', f"{t} {'-' * 200}\r\n--x\r\n\r\nhi\r\n--x--".encode()
    ),
    "broken_type": lambda t: typed(t, "text/; charset=;", t.encode()),
    "type_of_nothing": lambda t: typed(t, "*/*", t.encode()),
    "raw_bytes_in_head": lambda t: (
        b"X-Odd: \xff\xfe\r\n"
        + plain(
            t,
            sender="P\udcff <petra@acme.example>".encode("utf-8", "surrogateescape").decode(
                "latin-1"
            ),
        )
    ),
    "broken_word_in_subject": lambda t: plain(t, subject="=?utf-8?B?!!!?= =?x?q?="),
    "bare_line_feeds": lambda t: plain(t).replace(b"\r\n", b"\n"),
    "long_line": lambda t: plain(t, text="x" * 200_000 + f" {t}"),
    "long_subject": lambda t: plain(t, subject="long " * 20_000),
    "long_from": lambda t: plain(t, sender=f"{'n' * 50_000} <petra@acme.example>"),
    "many_references": lambda t: plain(
        t, References=" ".join(f"<r{n}@x.example>" for n in range(3_000))
    ),
    "thousands_of_recipients": lambda t: plain(
        t, Cc=", ".join(f"person{n}@crowd.example" for n in range(3_000))
    ),
    # dangerous
    "subject_injection": lambda t: plain(
        t, subject="=?utf-8?Q?Hi=0D=0ABcc:_victim=40x.example=0D=0A?="
    ),
    "from_injection": lambda t: plain(
        t, sender="=?utf-8?Q?a=0D=0ABcc:_v=40x.example?= <petra@acme.example>"
    ),
    "id_injection": lambda t: plain(t, Message_Id=f"<{t}'; DROP TABLE care_case;--@x>"),
    "script": lambda t: html(t, f"<script>var a = '{t}'</script><p>hi</p>"),
    "event_handler": lambda t: html(t, f'<img src=x onerror="alert(1)"> {t}'),
    "deep_html": lambda t: html(t, "<div>" * 20_000 + t + "</div>" * 20_000),
    "huge_table": lambda t: html(t, "<table>" + "<tr><td>1" * 30_000 + f"<td>{t}</table>"),
    "entities": lambda t: html(t, "&amp;" * 100_000 + t),
    "unclosed_html": lambda t: html(t, f"<p <b <a href='{t}"),
    "xml_declaration": lambda t: html(t, f'<?xml version="1.0" encoding="x"?><html>{t}</html>'),
    "template": lambda t: html(t, "{{ object.env.cr }} <t t-out='1/0'/> " + t),
    "nested_parts": lambda t: nested(t, 60),
    "very_nested_parts": lambda t: nested(t, 150),
    "many_parts": lambda t: many_parts(t, 200),
    # files
    "winmail": lambda t: with_file(
        t, "winmail.dat", "application/ms-tnef", b"\x78\x9f\x3e\x22" + t.encode()
    ),
    "calendar": calendar,
    "forwarded": forwarded,
    "file_without_name": lambda t: with_file(t, None, "application/x-odd", t.encode()),
    "file_with_path": lambda t: with_file(t, "../../etc/passwd", "text/plain", t.encode()),
    "file_with_long_name": lambda t: with_file(t, "n" * 5_000, "application/pdf", t.encode()),
    "empty_file": lambda t: with_file(t, "empty.pdf", "application/pdf", b"", t),
    "html_file": lambda t: with_file(t, "a.html", "text/html", f"<script>{t}</script>".encode()),
    "archive_bomb": lambda t: with_file(t, "a.zip", "application/zip", b"PK" + t.encode() * 9),
    "big_file": lambda t: big(t, 25),
    # machines
    "bounce": bounce,
    "receipt": receipt,
    "null_sender": lambda t: plain(t, Return_Path="<>"),
    "absence": lambda t: plain(t, Auto_Submitted="auto-replied", subject="Out of office"),
    "generated": lambda t: plain(t, Auto_Submitted="auto-generated"),
    "autoreply": lambda t: plain(t, X_Autoreply="yes"),
    "bulk": lambda t: plain(t, Precedence="bulk", sender="shop@ads.example"),
    "newsletter": lambda t: plain(t, List_Unsubscribe="<https://x.example>"),
    "mailing_list": lambda t: plain(t, List_Id="Talk <talk.lists.example>"),
    "postmaster": lambda t: plain(t, sender="postmaster@world.example"),
    "suppressed": lambda t: plain(t, X_Auto_Response_Suppress="All"),
    "from_ourselves": lambda t: plain(t, sender=TO),
    "answer_to_loop_notice": lambda t: plain(
        t, In_Reply_To="<1-loop-detection-bounce-email@harbour.example>"
    ),
    # addresses
    "to_nobody": lambda t: plain(t, to="sales-old@harbour.example"),
    "to_catchall": lambda t: plain(t, to="catchall@harbour.example"),
    "to_bounce_box": lambda t: plain(t, to="bounce@harbour.example"),
    "upper_case": lambda t: plain(t, to="SERVICE@Harbour.EXAMPLE"),
    "hidden_copy": lambda t: plain(t, to="undisclosed-recipients:;", Delivered_To=TO),
    "in_copy": lambda t: plain(t, to="x@other.example", Cc=TO),
}
