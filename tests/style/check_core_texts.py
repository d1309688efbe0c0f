#!/usr/bin/env python3
"""Checks that the core's texts which the window shows are translated: resources/i18n/core_*.ts against core/.

usage: check_core_texts.py [--update] [ROOT]
prints one line per finding (path:line: [rule] what) and exits 1 when there is one. --update writes the files anew first, as
lupdate does for the texts of app/: new texts unfinished, stale ones dropped, translations kept.

A text of the core is a string literal with a blank between words: a message of fail(), a line of with_context(), a note, a
reason, an expectation ("a positive integer"). Adjacent literals are one text; what is joined with + is a field {}. All are
shown in the window unless a rule below says that they cannot be.
"""
import collections
import os
import re
import sys
from xml.sax.saxutils import escape

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
sys.dont_write_bytecode = True
import check_translations

FOLDER = check_translations.FOLDER
CORE, CONTEXT, SYSTEM = "core", "core context", "system"
RULES = {"missing", "stale", "fields"}
# Texts of libraries that errors quote: those of the C library, and the JSON library's names of what it found.
SYSTEM_TEXTS = {os.strerror(number) for number in range(1, 134)} | {
    f"{kind} {{}}" for kind in ("string", "number", "boolean", "object", "array")} | {"null null"}

# ---- what the window never shows --------------------------------------------------------------------------------

# Code that only the command line, a test or a log calls on.
FILES_NOT_SHOWN = {
    r"base/(expect|log)\.\w+": "they end the program, or write the log",
    r"engine/bench\w*\.\w+": "sfumato-cli bench",
    r"engine/device_rates\.cpp": "names of measurements",
    r"weights/describe\.cpp": "sfumato-cli inspect",
    r"weights/rename\.cpp": "rules for names of tensors",
    r"gpu/tune\w*\.cpp": "sfumato-cli bench --tune",
    r"gpu/pipeline_cache\.cpp": "a cache that does not fit is made anew; the log says why",
    r"tensor/(tuning|rates_file)\.cpp": "a file of measurements that does not fit is made anew; the log says why",
    r"tensor/ops/(dispatch|probe_\w+)\.cpp": "checks of the program itself, and sfumato-cli bench",
}
# Calls whose literals are no texts for users.
CALLS_NOT_SHOWN = {
    "log": "the log stays English",
    "expect": "a mistake in the program: it ends",
    "prepare": "SQL", "run": "SQL", "run_script": "SQL", "transaction": "SQL", "count_names": "SQL",
    "take": "keys of other programs' metadata", "add": "keys of metadata", "add_field": "keys of metadata",
    "change": "keys of metadata", "find": "keys", "starts_with": "keys", "rfind": "keys", "set": "keys",
    "put_chunk": "keys", "numbers": "ICC profile", "std::sscanf": "parses", "read_sidecar": "origin of a field",
    "find_first_not_of": "characters",
}
# A mistake in the program, not in what it was given: wanted word for word in a report.
CODES_NOT_SHOWN = {"ErrorCode::internal"}
# Names, formats and keys: literals that are no sentences. Source file and whole literal, as regular expressions.
TEXTS_NOT_SHOWN = [
    (r".*", r"(?s)\s*(SELECT|INSERT|CREATE|ALTER|PRAGMA|BEGIN|UPDATE|DELETE)\b.*"),
    (r".*", r"[\W\d]*|\{\} ?\{?\w*\}?|[a-z_]+ \([a-z_* ]+\)"),
    (r"sampling/(samplers|schedules)\.cpp", r"[A-Z][\w+() ]*"),  # names of samplers and schedules
    (r"recipe/fields\.cpp", r"(?!a )[a-z]+( [a-z]+)+"),  # names of columns
    (r"recipe/grid\.cpp", r"[pP]rompt [sS]/[rR]"),
    (r"store/infotext\w*\.cpp", r"(\{\})?\n?[A-Z][\w ()]+:?( ?\{\})?|latent \w+"),  # A1111's keys and values
    (r"store/\w+\.cpp", r"(\n?Negative prompt:|Sfumato) \{\}"),
    (r"store/trash\.cpp", r"(?s)\[Trash Info\].*"),
    (r"store/catalogue\.cpp", r"id, path, bytes, .*"),
    (r"store/gallery_query\.cpp", r'[a-z]+:\S+  .*|"?red apple"?'),  # what one types into the search field
    (r"image/srgb_profile\.cpp|image/formats\.cpp", r"No copyright, use freely|\{\}mntrRGB XYZ \{\}|jpg jpeg"),
    (r"generate/session\w*\.cpp", r"skip \{\}|\{\}x\{\}x\{\} \{\} \{\}|part \{\}x\{\}"),  # keys of programs
    (r"image/\w+\.cpp", r"(XMP|VP8|XYZ) \{\}"),  # names of blocks
    (r"weights/\w+\.cpp", r"Stable Diffusion [\d.x]+"),
    (r"engine/model_shelf\.cpp", r"KL VAE|CLIP text|Textual inversion"),  # beginnings of names
    (r"tensor/ops/\w+\.cpp", r"\[(outputs|rows), .*|\{\} of \{\}"),
    (r"gpu/memory\.cpp|generate/generate\.cpp", r"failure asked for by a test|far enough"),
    (r"gpu/device\.cpp", r" \(not usable\)|Mesa \{\}"),
    (r"cpu/executor\.cpp", r"oneDNN \{\} \(.*|, bfloat16 products"),  # names the build in reports
]

Text = collections.namedtuple("Text", "path line source context shown")

# ---- reading C++ ------------------------------------------------------------------------------------------------

TOKEN = re.compile(r'//[^\n]*|/\*.*?\*/|R"(?P<mark>[^(\s]*)\((?P<raw>.*?)\)(?P=mark)"|"(?P<text>(?:\\.|[^"\\\n])*)"'
                   r"|'(?:\\.|[^'\\\n])+'|[A-Za-z_]\w*(?:::\w+)*|\d[\w.']*|\s+|.", re.S)
ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "0": "\0"}


def unescaped(text):
    return re.sub(r"\\(.)", lambda m: ESCAPES.get(m.group(1), m.group(1)), text)


class Group:
    """A literal with what is joined to it."""

    def __init__(self, line, before):
        joined = before[-1] == "+" or before[-2:] == ["+", "="]  # a + "b", a += "b"
        self.line, self.text, self.calls, self.is_first = line, "{}" if joined else "", [], False

    def append(self, literal, gap):
        self.text += ("{}" if gap else "") + literal

    def close(self, gap):
        self.text += "{}" if gap or self.text.endswith(" ") else ""  # what ends with a blank goes on later


class Level:
    """Inside of one pair of brackets: who is called, with which first argument, and the literal that is being joined."""

    def __init__(self, bracket, call):
        self.bracket, self.call = bracket, call
        self.first, self.group, self.gap, self.literals = "", None, False, 0


def groups(code):
    """All literals of a source, joined."""
    levels, before, line, found = [Level("", "")], [""] * 3, 1, []
    for match in TOKEN.finditer(code):
        token, at = match.group(0), line
        line += token.count("\n")
        if token.isspace() or token.startswith(("//", "/*")):
            continue
        level = levels[-1]
        literal = unescaped(match.group("text")) if match.group("text") is not None else match.group("raw")
        if literal is not None:
            if level.group is None:
                level.group = Group(at, before)
                level.group.calls = [(l.call, l.first) for l in levels if l.bracket == "("]
                level.group.is_first, level.literals = level.literals == 0, level.literals + 1
                found.append(level.group)
            level.group.append(literal, level.gap)
            level.gap = False
        else:
            step(levels, token, before)
        before = before[1:] + [token]
    return found


def step(levels, token, before):
    level = levels[-1]
    if level.group and not level.gap and token != "+":
        level.group.close(False)
        level.group = None
    if token == "+":
        level.gap = level.group is not None
    elif token in ",;?:=" or token in (")", "]", "}") or token == "return":
        if level.group:
            level.group.close(level.gap)
        level.group, level.gap = None, False
    if token in ("(", "[", "{"):
        levels.append(Level(token, "".join(before) if before[1] == "." else before[2]))
    elif token in (")", "]", "}") and len(levels) > 1:
        levels.pop()
    elif token != "," and not level.first.endswith(","):
        level.first += token
    elif token == ",":
        level.first += "," if not level.first.endswith(",") else ""


def name(call):
    return re.split(r"\.|::", call)[-1] if not call.startswith("std::") else call


def is_text(source):
    """Words with a blank between them, outside of fields."""
    return re.search(r"[A-Za-z]{2,}", without_fields(source)) and " " in source.strip()


def without_fields(source):
    return re.sub(r"\{[^{}]*\}", "", source.replace("{{", "").replace("}}", ""))


def is_shown(path, calls, source):
    if path.startswith("app/"):
        return any(name(call) in ("fail", "with_context") for call, _ in calls[-1:])
    path = path.removeprefix("core/")
    if any(re.fullmatch(rule, path) for rule in FILES_NOT_SHOWN):
        return False
    if any(name(call) in CALLS_NOT_SHOWN for call, _ in calls[-1:]):
        return False
    if any(code in first for _, first in calls for code in CODES_NOT_SHOWN):
        return False
    return not any(re.fullmatch(file, path) and re.fullmatch(rule, source) for file, rule in TEXTS_NOT_SHOWN)


def texts_of(path, code):
    for group in groups(code):
        call = group.calls[-1][0] if group.calls else ""
        context = call == "context.push_back" or (name(call) == "with_context" and group.is_first)
        yield Text(path, group.line, group.text, CONTEXT if context else CORE,
                   bool(is_text(group.text)) and is_shown(path, group.calls, group.text))


def texts_of_core(root):
    """Of core/, and of the errors that app/ makes in the core's way; its command line stays English."""
    for top in ("core", "app"):
        for folder, _, files in sorted(os.walk(os.path.join(root, top))):
            for file in sorted(f for f in files if f.endswith((".cpp", ".h"))):
                path = os.path.relpath(os.path.join(folder, file), root)
                if not path.startswith("app/cli/"):
                    with open(os.path.join(root, path), encoding="utf-8") as f:
                        yield from texts_of(path, f.read())


# ---- comparing --------------------------------------------------------------------------------------------------

def fields(text):
    """Numbers of the fields in their order, and which of them follow each other without a character between."""
    plain = text.replace("{{", "\0").replace("}}", "\0")
    found = list(re.finditer(r"\{(\d*)(?::[^{}]*)?\}", plain))
    numbers = [int(f.group(1)) if f.group(1) else i for i, f in enumerate(found)]
    touching = {(a, b) for a, b, left, right in zip(numbers, numbers[1:], found, found[1:]) if left.end() == right.start()}
    return numbers, touching


def check_fields(source, translation):
    wanted, wanted_touching = fields(source)
    got, got_touching = fields(translation)
    if sorted(wanted) != sorted(got):
        return f"fields {wanted} became {got}"
    return None if wanted_touching == got_touching else "fields without text between them must stay so: nobody knows where one ends"


def wanted_texts(texts):
    """Of all literals: those that need a translation, as (context, source) with the place of the first."""
    places = {}
    for text in texts:
        if text.shown:
            places.setdefault((text.context, text.source), f"{text.path}:{text.line}")
    return places


def is_stale(message, wanted, literals):
    if message.context == SYSTEM:
        return message.source not in SYSTEM_TEXTS
    return (message.context, message.source) not in wanted and (message.context, message.source) not in literals


def check_file(path, content, texts):
    """Findings (path, line, rule, what) of one file; unfinished translations are found by check_translations.py."""
    wanted, literals = wanted_texts(texts), {(text.context, text.source) for text in texts}
    known, findings = set(), []
    for message in check_translations.messages(check_translations.parse(content)):
        known.add((message.context, message.source))
        if is_stale(message, wanted, literals):
            findings.append((path, message.line, "stale", f"{message.source!r}: not in the sources any more; run with --update"))
        for form in filter(None, message.forms):
            what = check_fields(message.source, form)
            if what:
                findings.append((path, message.line, "fields", f"{message.source!r}: {what}"))
    for key, place in wanted.items():
        if key not in known:
            findings.append((path, 1, "missing", f"{key[1]!r} of {place}: run with --update and translate it, or say in "
                                                 "check_core_texts.py why the window never shows it"))
    return findings


# ---- writing ----------------------------------------------------------------------------------------------------

def entry(source, translation):
    kind = "" if translation else ' type="unfinished"'
    quoted = [escape(text, {'"': "&quot;", "'": "&apos;"}) for text in (source, translation)]
    return (f"    <message>\n        <source>{quoted[0]}</source>\n"
            f"        <translation{kind}>{quoted[1]}</translation>\n    </message>\n")


def updated(language, content, texts):
    """The file anew: texts in the order of the sources, then what else core/ has and somebody translated."""
    wanted, literals = wanted_texts(texts), {(text.context, text.source) for text in texts}
    old = {(m.context, m.source): m.forms[0] if m.forms and not m.kind else ""
           for m in check_translations.messages(check_translations.parse(content)) if not is_stale(m, wanted, literals)}
    keys = list(wanted) + [key for key in old if key not in wanted and old[key]]
    out = f'<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE TS>\n<TS version="2.1" language="{language}" sourcelanguage="en">\n'
    for context in (CORE, CONTEXT, SYSTEM):
        out += f"<context>\n    <name>{context}</name>\n"
        out += "".join(entry(source, old.get((context, source), "")) for c, source in keys if c == context)
        out += "</context>\n"
    return out + "</TS>\n"


def files_of(root):
    """(path, language) of the core's texts in each language that the window has."""
    for name in sorted(os.listdir(os.path.join(root, FOLDER))):
        match = re.fullmatch(r"sfumato_([A-Za-z]+)\.ts", name)
        if match and match.group(1) not in check_translations.PLURAL_ONLY:
            yield f"{FOLDER}/core_{match.group(1)}.ts", match.group(1)


def check_tree(root, update=False):
    texts, findings = list(texts_of_core(root)), []
    for path, language in files_of(root):
        place = os.path.join(root, path)
        content = open(place, "rb").read() if os.path.exists(place) else b"<TS/>"
        if update:
            content = updated(language, content, texts).encode()
            with open(place, "wb") as f:
                f.write(content)
        findings.extend(check_file(path, content, texts))
    return findings


def main(arguments):
    roots = [a for a in arguments if a != "--update"]
    here = os.path.dirname(os.path.abspath(__file__))
    findings = check_tree(roots[0] if roots else os.path.join(here, "..", ".."), "--update" in arguments)
    for path, line, rule, what in findings:
        print(f"{path}:{line}: [{rule}] {what}")
    print(f"core texts: {len(findings)} findings")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
