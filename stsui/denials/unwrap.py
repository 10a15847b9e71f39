"""Takes the wrapping off a pasted text: escapes, colours, entities, tags, and what `margins` and `tables` do.

Every step keeps the order of what it leaves, so what is found first in the result stood first in the paste.
Every step is one pass of a pattern that cannot look back further than a fixed length, so the time is linear.
"""

from __future__ import annotations

import re
from itertools import groupby
from urllib.parse import unquote

from stsui.denials.margins import without_margins
from stsui.denials.tables import unfolded

_INVISIBLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1a\x1c-\x1f\x7f-\x84\x86-\x9f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]"
)
# Typographers' characters, and what stands for them.
_TYPOGRAPHIC = (
    (re.compile("[“”„‟″]"), '"'),
    (re.compile("[‘’‚‛′]"), "'"),
    (re.compile("[\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\x85]"), " "),
    (re.compile("[\ud800-\udfff]"), "\ufffd"),
)
_ANY_TYPOGRAPHIC = re.compile("|".join(odd.pattern for odd, _ in _TYPOGRAPHIC))

# ESC as itself or as people's tools write it: \u001b \x1b \033 \e ^[
# Patterns begin with a character that re skips to at once; what must stand around it is looked at from there.
_ESC_GOES_ON = r"(?:(?<=\x1b)|(?<=\\)\\{0,3}(?:u001[bB]|x1[bB]|033|e(?=\[))|(?<=\^)\[(?=\[))"
_ANSI = re.compile(
    rf"[\x1b\\^](?:{_ESC_GOES_ON}(?:"
    r"\[[0-9;:?<=>]{0,64}[ -/]{0,4}[@-~]"  # CSI: colours, cursor
    r"|[]_P^X][^\x07\x1b\n]{0,2048}(?:\x07|\x1b\\)?"  # OSC: titles, links; other strings of control
    r")|(?<=\x1b)[@-Z\\^_=>()*+]?)"
)
_ESCAPES_BEGIN = ("\x1b", "^[", "\\u001", "\\x1", "\\033", "\\e[")
# A colour whose ESC was lost on the way to the clipboard.
_BARE_SGR = re.compile(r"\[(?:[0-9]{1,3};){0,6}[0-9]{1,3}m")

# What shows that the whole text was encoded as part of an address is.
_PERCENT_SIGNS = (
    "not%20authorized",
    "not+authorized",
    "Access%20Denied",
    "Access+Denied",
    "authorization%20failure",
)
_COMMAND = re.compile(r"(?m)^::(?:error|warning|notice)\b[^\n:]{0,200}::(?=[^\n]*%0A)")
"""A command of GitHub's runner, whose lines are one."""

# A line in italics or bold, and Jira's marks.
_EMPHASIZED = re.compile(r"(?m)^(\*{1,3})(?=[^\s*])([^*\n]++)(?<![:/])\1$")
_JIRA = re.compile(r"\{(?:quote|noformat|code:\w{1,20}|color(?::\#?\w{1,10})?)\}")

_ENTITY = re.compile(
    r"&(?:(lt|gt|quot|amp|apos|nbsp|hellip|rsquo|lsquo|rdquo|ldquo)|#([0-9]{1,7})|#[xX]([0-9a-fA-F]{1,6}));"
)
_ENTITIES = {
    "lt": "<", "gt": ">", "quot": '"', "amp": "&", "apos": "'", "nbsp": " ",
    "hellip": "…", "rsquo": "'", "lsquo": "'", "rdquo": '"', "ldquo": '"',
}  # fmt: skip
_ENTITY_ROUNDS = 3
"""How deep entities may be nested (&amp;amp;lt;)."""

# A run of backslashes and what it escapes, however many strings the text is packed in.
_ESCAPE = re.compile(
    r"""\\(?<!\\\\)\\*(?:u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|([nrt])|(["'`/.()\[\]*_-])|[ \t]*(\n))"""
)
_ESCAPES = {"n": "\n", "r": "", "t": "\t"}

# Where one string of a program's source ends and goes on in the next line: "… message: " +
# Without a sign between the two, a word or a value must be unfinished, or long as no word is.
_JOINED_STRINGS = re.compile(
    r"""(["'])(?=[ \t\n+.])(?:[ \t]*+[+.][ \t]*+\n[ \t]*+|[ \t]*+\n[ \t]*+[+.][ \t]*+"""
    r"""|(?:(?<=[ :/=_-].)|(?<=[\w-]{30}.))[ \t]*+\n[ \t]*+)"""
    r"""(?:[fFrRbBuU]{1,2}(?=["']))?\1"""
)

# How a quoted field of a spreadsheet holds a quote. An empty string stays one.
_DOUBLED_QUOTE = re.compile(r'""(?:(?=[^\s",:;}\])])|(?<=[^\s",:{\[(=]""))')
_SHELL_QUOTE = re.compile(r"'\"'\"'|'{2,}")  # how a shell's quoted string holds a quote

# HTML's own tags, in lower case as everybody writes them; <Code>, <Message>, <account-id> are not among them.
_TAGS = re.compile(
    r"</?(?:span|code|pre|b|i|em|strong|a|div|p|td|tr|th|li|ul|ol|table|tbody|font|samp|kbd|mark|blockquote)"
    r"(?:\s[^<>\n]{0,400})?>|<br ?/?>"
)
_INLINE_TAG = re.compile(r"</?(?:span|b|i|em|strong|a|font|samp|kbd|mark)\b")


def unwrap(text: str) -> str:
    r"""`text` without its wrapping, lines ending in "\n"."""
    text = _without_percents(text).replace("\r\n", "\n").replace("\r", "\n")
    text = _without_colours(text)
    if not text.isascii() and _ANY_TYPOGRAPHIC.search(text):
        for odd, plain in _TYPOGRAPHIC:
            text = odd.sub(plain, text)
    text = _INVISIBLE.sub("", text)
    text = _without_entities(text)
    if "\\" in text:
        text = _ESCAPE.sub(_unescaped, text)
    text = _SHELL_QUOTE.sub("'", text)
    if '""' in text:
        text = _DOUBLED_QUOTE.sub('"', text)
    text = _TAGS.sub(lambda tag: "" if _INLINE_TAG.match(tag[0]) else "\n", text)
    text = without_margins(unfolded(_JIRA.sub("", text)))
    text = _JOINED_STRINGS.sub("", _EMPHASIZED.sub(r"\2", text))
    # A line told again and again, as loops do, tells nothing more.
    return "\n".join(line for line, _ in groupby(text.split("\n")))


def _without_colours(text: str) -> str:
    if any(escape in text for escape in _ESCAPES_BEGIN):
        text = _ANSI.sub("", text)
    return _BARE_SGR.sub("", text)


def _without_percents(text: str) -> str:
    if "%" in text and any(sign in text for sign in _PERCENT_SIGNS):
        return unquote(text.replace("+", " ") if "+authorized" in text or "+Denied" in text else text)
    return text.replace("%0A", "\n") if "%0A" in text and _COMMAND.search(text) else text


def _without_entities(text: str) -> str:
    for _ in range(_ENTITY_ROUNDS):
        if "&" not in text:
            break
        text, count = _ENTITY.subn(_entity, text)
        if not count:
            break
    return text


def _entity(match: re.Match[str]) -> str:
    name, decimal, hexadecimal = match.groups()
    if name:
        return _ENTITIES[name]
    return _printable(int(decimal) if decimal else int(hexadecimal, 16))


def _unescaped(match: re.Match[str]) -> str:
    unicode, byte, letter, quote, newline = match.groups()
    if unicode or byte:
        return _printable(int(unicode or byte, 16))
    return _ESCAPES[letter] if letter else quote or newline


def _printable(code: int) -> str:
    r"""The character of `code`, a blank for odd spaces, nothing for a control character but "\n" and tab."""
    if code in (9, 10, 32):
        return chr(code)
    if code < 32 or 0x7F <= code < 0xA0 or 0xD800 <= code < 0xE000 or code > 0x10FFFF:
        return ""
    return " " if chr(code).isspace() else chr(code)
