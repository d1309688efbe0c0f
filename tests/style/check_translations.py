#!/usr/bin/env python3
"""Checks the translations in resources/i18n: finished, with the placeholders, mnemonics, tags and white space of the source.

usage: check_translations.py [ROOT]
prints one line per finding (path:line: [rule] what) and exits 1 when there is one. Where Qt's lupdate is installed, texts
that are in app/ and missing in a file are findings, too; where it is not, that part is SKIPPED (exit 77 if all else is well).
"""
import collections
import os
import re
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ElementTree
from xml.parsers import expat

FOLDER = "resources/i18n"
FORMS = {"de": 2, "en": 2}  # plural forms of each language, as Qt counts them
PLURAL_ONLY = {"en"}  # the language of the sources: only its plurals need a file
SKIPPED = 77
VOID_TAGS = {"br", "hr", "img"}

RULES = {"xml", "language", "unfinished", "obsolete", "empty", "plural", "placeholder", "mnemonic", "tag", "white-space",
         "line-break", "shortcut", "file-filter", "missing"}

LINE = "line of the file"  # attribute that parse() adds; no attribute of XML has spaces

Message = collections.namedtuple("Message", "line context source comment numerus kind forms")


# ---- reading ----------------------------------------------------------------------------------------------------

def parse(text):
    """The tree of an XML file (bytes); its elements know their line."""
    builder, parser = ElementTree.TreeBuilder(), expat.ParserCreate()

    def start(tag, attributes):
        builder.start(tag, {**attributes, LINE: str(parser.CurrentLineNumber)})

    parser.StartElementHandler, parser.EndElementHandler = start, builder.end
    parser.CharacterDataHandler = builder.data
    parser.Parse(text, True)
    return builder.close()


def messages(root):
    for context in root.findall("context"):
        for message in context.findall("message"):
            translation = message.find("translation")
            numerus = message.get("numerus") == "yes"
            if translation is None:
                forms = []
            elif numerus:
                forms = [form.text or "" for form in translation.findall("numerusform")]
            else:
                forms = [translation.text or ""]
            yield Message(int(message.get(LINE)), context.findtext("name") or "",
                          message.findtext("source") or "", message.findtext("comment") or "", numerus,
                          "" if translation is None else translation.get("type", ""), forms)


# ---- rules on one translation -----------------------------------------------------------------------------------

def counted(pattern, text):
    return sorted(re.findall(pattern, text))


def mnemonics(text):
    """How many letters an ampersand marks; && and entities such as &nbsp; are none."""
    return len(re.findall(r"&(?=[^\s&])", re.sub(r"&&|&#?\w+;", "", text)))


def tags(text):
    return [(slash + name) for slash, name in re.findall(r"<(/?)([A-Za-z][A-Za-z0-9]*)(?:\s[^<>]*)?/?>", text)]


def unbalanced(names):
    opened = []
    for name in names:
        if name.startswith("/"):
            if not opened or opened.pop() != name[1:]:
                return True
        elif name.lower() not in VOID_TAGS:
            opened.append(name)
    return bool(opened)


def edges(text):
    """White space before and after; a space that does not break is a space."""
    plain = text.replace("\u00a0", " ")
    return plain[:len(plain) - len(plain.lstrip())], plain[len(plain.rstrip()):]


def shown(text):
    return repr(text if len(text) <= 60 else text[:57] + "…")


def check_form(source, text):
    """(rule, what) of each way in which a translation does not fit its source."""
    if source.strip() and not text.strip():
        yield "empty", "no translation"
        return
    for rule, pattern in (("placeholder", r"%(?:L?\d{1,2}|L?n)"), ("file-filter", r"\*\.\w+")):
        if counted(pattern, source) != counted(pattern, text):
            yield rule, f"{counted(pattern, source)} became {counted(pattern, text)}"
    if mnemonics(source) != mnemonics(text) or mnemonics(text) > 1:
        yield "mnemonic", f"{mnemonics(source)} letter(s) marked with & became {mnemonics(text)}"
    if sorted(tags(source)) != sorted(tags(text)) or unbalanced(tags(source)) != unbalanced(tags(text)):
        yield "tag", f"{tags(source)} became {tags(text)}"
    if edges(source) != edges(text):
        yield "white-space", f"{edges(source)} around the text became {edges(text)}"
    for name, char in (("line breaks", "\n"), ("tabs", "\t")):
        if source.count(char) != text.count(char):
            yield "line-break", f"{source.count(char)} {name} became {text.count(char)}"
    if re.match(r"(Ctrl|Alt|Shift|Meta)\+\S+$", source) and source != text:
        yield "shortcut", "Qt translates the names of keys itself: copy the text"


def check_message(language, message):
    if message.kind == "unfinished":
        yield "unfinished", "marked unfinished"
    elif message.kind:
        yield "obsolete", f"marked {message.kind}: run lupdate with -no-obsolete"
    if message.numerus and len(message.forms) != FORMS.get(language, len(message.forms)):
        yield "plural", f"{len(message.forms)} plural forms, {language} has {FORMS[language]}"
    if not message.forms:
        yield "empty", "no translation"
    for form in message.forms:
        yield from check_form(message.source, form)


# ---- files ------------------------------------------------------------------------------------------------------

def check_file(path, text):
    """Findings (path, line, rule, what) of one file, and the keys of its messages."""
    try:
        root = parse(text)
    except expat.ExpatError as error:
        return [(path, error.lineno, "xml", str(error))], None
    name = re.search(r"_([A-Za-z]+)\.ts$", path)
    language = name.group(1) if name else ""
    findings, keys = [], set()
    if root.tag != "TS" or root.get("language") != language:
        findings.append((path, 1, "language", f"<{root.tag} language={root.get('language')!r}>, the name says {language!r}"))
    for message in messages(root):
        keys.add(key(message))
        for rule, what in check_message(language, message):
            findings.append((path, message.line, rule, f"{message.context}, {shown(message.source)}: {what}"))
    return findings, keys


def key(message):
    return message.context, message.source, message.comment, message.numerus


def find_lupdate():
    usual = "/usr/lib/qt6/bin/lupdate"
    return usual if os.access(usual, os.X_OK) else shutil.which("lupdate")


def texts_of_sources(lupdate, root):
    """Keys of the texts that lupdate finds in app/."""
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "sources.ts")
        subprocess.run([lupdate, "-silent", os.path.join(root, "app"), "-ts", path, "-locations", "none"], check=True,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=90)
        with open(path, "rb") as f:
            return {key(message) for message in messages(parse(f.read()))}


def missing(path, keys, wanted):
    if not os.path.basename(path).startswith("sfumato_"):
        return  # core_de.ts: check_core_texts.py knows the core's texts
    plural_only = any(path.endswith(f"_{language}.ts") for language in PLURAL_ONLY)
    for context, source, comment, numerus in sorted(wanted - keys):
        if numerus or not plural_only:
            yield path, 1, "missing", f"{context}, {shown(source)}: in the sources, not here; run lupdate and translate it"


def check_tree(root, lupdate):
    """All findings; the texts of the sources are looked at where there is a lupdate."""
    names = sorted(n for n in os.listdir(os.path.join(root, FOLDER)) if n.endswith(".ts"))
    findings = [] if names else [(FOLDER, 0, "missing", "no .ts file")]
    wanted = texts_of_sources(lupdate, root) if lupdate else set()
    for name in names:
        path = f"{FOLDER}/{name}"
        with open(os.path.join(root, path), "rb") as f:
            found, keys = check_file(path, f.read())
        findings.extend(found)
        findings.extend(missing(path, keys, wanted) if keys is not None else [])
    return findings


def main(root, lupdate):
    findings = check_tree(root, lupdate)
    for path, line, rule, what in findings:
        print(f"{path}:{line}: [{rule}] {what}")
    print(f"translations: {len(findings)} findings")
    if findings:
        return 1
    if not lupdate:
        print("SKIPPED: no lupdate here, so nobody looked for texts of the sources that have no translation")
        return SKIPPED
    return 0


if __name__ == "__main__":
    here = os.path.dirname(os.path.abspath(__file__))
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else os.path.join(here, "..", ".."), find_lupdate()))
