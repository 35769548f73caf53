"""What became of a text: words that stayed, went and came; Chinese is compared by character."""

import difflib
import re

_TOKEN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]|[^\W\u3400-\u9fff\uf900-\ufaff]+|\s+|.", re.S)
# Beyond it, comparing word by word takes long and helps nobody.
_TOKENS_AT_MOST = 3000
# Less in common reads better as one text after the other.
_COMMON_AT_LEAST = 0.35


def compare(old, new):
    """Return pairs of what happened (``same``, ``gone``, ``new``) and the words, in reading order.

    :param str old: the text as it was
    :param str new: the text as it is
    """
    before, after = _TOKEN.findall(old or ""), _TOKEN.findall(new or "")
    if max(len(before), len(after)) <= _TOKENS_AT_MOST:
        matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
        if matcher.ratio() >= _COMMON_AT_LEAST:
            return _parts(matcher, before, after)
    return [(what, text) for what, text in (("gone", old), ("new", new)) if text]


def _parts(matcher, before, after):
    parts = []
    for what, start, end, new_start, new_end in matcher.get_opcodes():
        if what == "equal":
            parts.append(("same", "".join(before[start:end])))
            continue
        parts += [
            (name, "".join(words))
            for name, words in (("gone", before[start:end]), ("new", after[new_start:new_end]))
            if words
        ]
    return parts
