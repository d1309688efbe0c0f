#!/usr/bin/env python3
"""Shows that each rule of check_translations.py can fail, and that good translations pass."""
import contextlib
import io
import os
import sys
import tempfile
from xml.sax.saxutils import escape

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
sys.dont_write_bytecode = True
import check_translations

# Each: rule that must speak, or None for none; source; translation, or its plural forms as a tuple.
FIXTURES = [
    (None, "&Open…", "Ö&ffnen …"),
    (None, "%1 of %L2", "%L2, davon %1"),
    (None, "%n file(s)", ("%n Datei", "%n Dateien")),
    (None, "<b>bold</b><br>a<br/>b", "<b>fett</b><br>a<br/>b"),
    (None, " px", "\u00a0px"),
    (None, "+ &nbsp; F", "+ &nbsp; F"),
    (None, "this && that", "dies && das"),
    (None, "<https://www.qt.io> a", "<https://www.qt.io> b"),
    (None, "Ctrl+S", "Ctrl+S"),
    (None, "(Ctrl+S)", "(Strg+S)"),
    (None, "Pictures (*.png *.jpg)", "Bilder (*.png *.jpg)"),
    ("empty", "Picture", ""),
    ("empty", "Picture", " "),
    ("empty", "%n file(s)", ("%n Datei", "")),
    ("plural", "%n file(s)", ("%n Dateien",)),
    ("placeholder", "%n file(s)", ("Eine Datei", "%n Dateien")),
    ("placeholder", "%1 of %2", "%1 von 2"),
    ("placeholder", "%1 of %2", "%1 von %1"),
    ("placeholder", "%L1 files", "%1 Dateien"),
    ("mnemonic", "&Open", "Öffnen"),
    ("mnemonic", "Open", "Ö&ffnen"),
    ("mnemonic", "&Open", "&Ö&ffnen"),
    ("tag", "<b>bold</b>", "<b>fett"),
    ("tag", "<b>bold</b>", "<i>fett</i>"),
    ("tag", "<b>bold</b>", "</b>fett<b>"),
    ("tag", "a<br>b", "a b"),
    ("white-space", " px", "px"),
    ("white-space", "and ", "und"),
    ("line-break", "a\n\nb", "a\nb"),
    ("line-break", "Remove\tDel", "Entfernen (Entf)"),
    ("shortcut", "Ctrl+S", "Strg+S"),
    ("file-filter", "Pictures (*.png *.jpg)", "Bilder (*.png)"),
]

HEAD = '<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE TS>\n<TS version="2.1" language="{}" sourcelanguage="en">\n'


def message(source, translation, kind=""):
    kind = f' type="{kind}"' if kind else ""
    if isinstance(translation, tuple):
        forms = "".join(f"<numerusform>{escape(form)}</numerusform>" for form in translation)
        return f'<message numerus="yes"><source>{escape(source)}</source><translation{kind}>{forms}</translation></message>'
    return f"<message><source>{escape(source)}</source><translation{kind}>{escape(translation)}</translation></message>"


def file_of(body, language="de"):
    return f"{HEAD.format(language)}<context><name>sfumato::Canvas</name>{body}</context></TS>\n".encode()


def rules_of(text, path="resources/i18n/sfumato_de.ts"):
    return {rule for _, _, rule, _ in check_translations.check_file(path, text)[0]}


def expect(errors, wanted, got, what):
    if got != ({wanted} if wanted else set()):
        errors.append(f"wanted {wanted}, got {sorted(got)}: {what}")
    return wanted


def check_fixtures(errors):
    spoken = set()
    for wanted, source, translation in FIXTURES:
        spoken.add(expect(errors, wanted, rules_of(file_of(message(source, translation))), (source, translation)))
    good = message("Picture", "Bild")
    whole_files = [
        ("xml", file_of(good).replace(b"</context>", b""), "sfumato_de.ts"),
        ("xml", b"", "sfumato_de.ts"),
        ("language", file_of(good, "fr"), "sfumato_de.ts"),
        ("unfinished", file_of(message("Picture", "Bild", "unfinished")), "sfumato_de.ts"),
        ("obsolete", file_of(message("Picture", "Bild", "vanished")), "sfumato_de.ts"),
        ("empty", file_of("<message><source>Picture</source></message>"), "sfumato_de.ts"),
        (None, file_of(good), "sfumato_de.ts"),
        (None, file_of(message("%n file(s)", ("%n file", "%n files")), "en"), "sfumato_en.ts"),
    ]
    for wanted, text, path in whole_files:
        spoken.add(expect(errors, wanted, rules_of(text, path), path))
    return spoken


def run(root, lupdate):
    output = io.StringIO()
    with contextlib.redirect_stdout(output):
        code = check_translations.main(root, lupdate)
    return code, output.getvalue()


def write(root, path, data):
    os.makedirs(os.path.dirname(os.path.join(root, path)), exist_ok=True)
    with open(os.path.join(root, path), "wb") as f:
        f.write(data)


def check_trees(errors, lupdate):
    """The whole program on a small tree: with and, where it is installed, against the sources."""
    with tempfile.TemporaryDirectory() as root:
        write(root, "app/canvas.cpp", b'void sfumato::Canvas::f() { tr("Picture"); tr("%n file(s)", nullptr, 3); }\n')
        plural = message("%n file(s)", ("%n Datei", "%n Dateien"))
        write(root, "resources/i18n/sfumato_de.ts", file_of(message("Picture", "Bild") + plural))
        write(root, "resources/i18n/sfumato_en.ts", file_of(message("%n file(s)", ("%n file", "%n files")), "en"))
        code, output = run(root, None)
        if code != check_translations.SKIPPED or "SKIPPED" not in output:
            errors.append(f"without lupdate: exit {code}\n{output}")
        if lupdate and run(root, lupdate)[0] != 0:
            errors.append(f"a complete tree: {run(root, lupdate)}")
        write(root, "resources/i18n/sfumato_de.ts", file_of(plural))
        write(root, "resources/i18n/sfumato_en.ts", file_of("", "en"))
        code, output = run(root, lupdate)
        if lupdate and (code != 1 or output.count("[missing]") != 2):
            errors.append(f"a text missing in each of two files: exit {code}\n{output}")
        write(root, "resources/i18n/sfumato_de.ts", file_of(message("Picture", "")))
        if run(root, None)[0] != 1:
            errors.append("a finding without lupdate must fail, not be skipped")
        for name in ("de", "en"):
            os.remove(os.path.join(root, f"resources/i18n/sfumato_{name}.ts"))
        if "[missing]" not in run(root, None)[1]:
            errors.append("a tree without translations passed")


def main():
    errors = []
    spoken = check_fixtures(errors) | {"missing"}
    check_trees(errors, check_translations.find_lupdate())
    errors.extend(f"no fixture for the rule {rule}" for rule in sorted(check_translations.RULES - spoken))
    for error in errors:
        print(error)
    print(f"translations self test: {len(FIXTURES)} fixtures, {len(errors)} errors")
    return 1 if errors else 0


if __name__ == "__main__":
    sys.exit(main())
