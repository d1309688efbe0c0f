#!/usr/bin/env python3
"""Shows that check_core_texts.py reads the sources as they are written, and that each of its rules can fail."""
import os
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
sys.dont_write_bytecode = True
import check_core_texts as core

# Each: source code; the texts that must be translated, with their contexts.
SOURCES = [
    ('return fail(ErrorCode::io, "{}: cannot " // why\n    "be read", path);', [("core", "{}: cannot be read")]),
    ('return fail(ErrorCode::internal, "a mistake of ours");', []),
    ('fail(sfumato::ErrorCode::io, a ? "one thing" : "or another");', [("core", "one thing"), ("core", "or another")]),
    ('x = with_context(f("a name"), "while loading {}", y ? "a thing" : z);',
     [("core", "a name"), ("core context", "while loading {}"), ("core", "a thing")]),
    ('error.context.push_back("after it all");', [("core context", "after it all")]),
    ('notes.push_back("the end of " + name + " is near");', [("core", "the end of {} is near")]),
    ('why = name + " has an end";', [("core", "{} has an end")]),
    ('why += "; did you mean " + f(a, "b") + "?";', [("core", "{}; did you mean {}?")]),
    ('std::string text = "looked in "; text += folder;', [("core", "looked in {}")]),
    ('f(a + b, "two words", c + "more words");', [("core", "two words"), ("core", "{}more words")]),
    ('x = R"(raw "and quoted")";', [("core", 'raw "and quoted"')]),
    (r'fail(e, "\"{}\" was\tthere {{}}");', [("core", '"{}" was\tthere {{}}')]),
    ('log(LogLevel::info, "only for the log"); expect(a, "only for us"); f("one", \'"\', "{} {}");', []),
    ('// "in a comment"\n/* "and in another" */ db.prepare("SELECT a FROM b"); x = "DELETE FROM b WHERE c";', []),
]
# Each: what is wrong, or None; source; translation.
FIELDS = [
    (None, "{} of {}", "{} von {}"),
    (None, "{} of {}", "{1} von {0}"),
    (None, "{:.1f} of {0}", "{0} {0}"),
    (None, "{{}} is {}", "{{}} {}"),
    (None, "{}{}: no", "{}{}: nein"),
    ("fields", "{} of {}", "{} von"),
    ("fields", "{} of {}", "{0} von {0}"),
    ("fields", "{}", "{{}}"),
    ("fields", "{}{}: no", "{1}{0}: nein"),
    ("fields", "{}{}: no", "{}: {} nein"),
]


def shown(code, path="core/base/a.cpp"):
    return [(text.context, text.source) for text in core.texts_of(path, code) if text.shown]


def file_of(entries):
    body = "".join(f"<context><name>{context}</name>{core.entry(source, translation)}</context>"
                   for context, source, translation in entries)
    return f"<TS>{body}</TS>".encode()


def rules_of(entries, code='fail(e, "cannot open");'):
    return sorted(rule for _, _, rule, _ in core.check_file("core_de.ts", file_of(entries), list(core.texts_of("core/a/a.cpp", code))))


def expect(errors, wanted, got, what):
    if wanted != got:
        errors.append(f"wanted {wanted}, got {got}: {what}")


def check_files(errors):
    good = ("core", "cannot open", "geht nicht auf")
    expect(errors, [], rules_of([good]), "a complete file")
    expect(errors, [], rules_of([good, ("system", "Permission denied", "verboten")]), "a text of the C library")
    expect(errors, [], rules_of([good, ("core", "one", "eins")], 'fail(e, "cannot open"); f("one");'), "a single word")
    expect(errors, ["missing"], rules_of([]), "an empty file")
    expect(errors, ["missing", "stale"], rules_of([("core context", "cannot open", "x")]), "the wrong context")
    expect(errors, ["stale"], rules_of([good, ("core", "cannot close", "geht nicht zu")]), "a stale text")
    expect(errors, ["stale"], rules_of([good, ("system", "No such luck", "Pech")]), "no text of a library")
    expect(errors, ["fields"], rules_of([("core", "no {} here", "kein")], 'fail(e, "no {} here");'), "a lost field")


def check_places(errors):
    text = 'fail(e, "cannot open");'
    expect(errors, [], shown(text, "core/engine/bench_ops.cpp"), "a file of the command line")
    expect(errors, 1, len(shown(text, "app/batch_maker.cpp")), "an error that app/ makes")
    expect(errors, [], shown('tr("two words")', "app/batch_maker.cpp"), "a text of app/")


def write(root, path, text):
    os.makedirs(os.path.dirname(os.path.join(root, path)), exist_ok=True)
    with open(os.path.join(root, path), "w", encoding="utf-8") as f:
        f.write(text)


def check_update(errors):
    """A file is begun, keeps what was translated, and loses what went."""
    with tempfile.TemporaryDirectory() as root:
        path = "resources/i18n/core_de.ts"
        write(root, "resources/i18n/sfumato_de.ts", "<TS/>")
        write(root, "resources/i18n/sfumato_en.ts", "<TS/>")
        write(root, "core/a/a.cpp", 'fail(e, "cannot open"); fail(e, "cannot close");')
        write(root, "app/cli/b.cpp", 'fail(e, "only in English");')
        expect(errors, 2, len(core.check_tree(root)), "no file")
        expect(errors, 0, len(core.check_tree(root, True)), "a new file")
        with open(os.path.join(root, path), encoding="utf-8") as f:
            begun = f.read()
        expect(errors, 2, begun.count('type="unfinished"'), begun)
        write(root, path, begun.replace(core.entry("cannot open", ""), core.entry("cannot open", 'geht "nicht" auf')))
        write(root, "core/a/a.cpp", 'fail(e, "cannot open");')
        expect(errors, ["stale"], [f[2] for f in core.check_tree(root)], "a text that went")
        expect(errors, 0, len(core.check_tree(root, True)), "an updated file")
        with open(os.path.join(root, path), encoding="utf-8") as f:
            kept = f.read()
        expect(errors, True, "geht &quot;nicht&quot; auf" in kept and "close" not in kept, kept)


def main():
    errors = []
    for code, wanted in SOURCES:
        expect(errors, wanted, shown(code), code)
    for wanted, source, translation in FIELDS:
        expect(errors, bool(wanted), bool(core.check_fields(source, translation)), (source, translation))
    check_files(errors)
    check_places(errors)
    check_update(errors)
    for error in errors:
        print(error)
    print(f"core texts self test: {len(SOURCES) + len(FIELDS)} fixtures, {len(errors)} errors")
    return 1 if errors else 0


if __name__ == "__main__":
    sys.exit(main())
