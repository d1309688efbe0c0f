#!/usr/bin/env python3
"""Checks the house rules on the text of the tree: include order, walls, sizes, names, READMEs.

usage: check_style.py [ROOT]     prints one line per finding (path:line: [rule] what), exits 1 when there is one
"""
import ast
import os
import re
import sys

ORDER = ["base", "recipe", "image", "text", "weights", "sampling", "tensor", "models", "generate", "gpu", "cpu", "store",
         "engine"]
MAY_INCLUDE = {
    "base": "",
    "recipe": "base", "image": "base", "text": "base", "weights": "base", "sampling": "base",
    "tensor": "base weights",  # the interface TensorSource: ops look weights up by name
    "models": "base text weights tensor",
    "generate": "base recipe image text weights sampling tensor models",
    "gpu": "base tensor",
    "cpu": "base tensor",
    "store": "base recipe image sampling",
    "engine": "base recipe image weights tensor generate gpu cpu store",
    "app": "base recipe image sampling store engine",
}
SHADER_HEADERS = ("tensor", "gpu", "cpu")  # folders that may include the push-constant structs of shaders/

# Wall: name, pattern of the included path, places (path prefixes) where it may be included. Tests are outside the walls.
WALLS = [
    ("Vulkan", r"^(vulkan/|volk\.h|vk_)", ["core/gpu/"]),
    ("oneDNN", r"^(dnnl|oneapi/dnnl)", ["core/cpu/"]),
    ("OpenMP", r"^omp\.h$", ["core/cpu/"]),
    ("OpenCV", r"^opencv", ["core/image/"]),
    ("FreeType", r"^(ft2build|freetype/)", ["core/image/"]),
    ("fontconfig", r"^fontconfig/", ["core/image/"]),
    ("libyaml", r"^yaml\.h$", ["core/recipe/"]),
    ("stb", r"^(stb/|stb_)", ["core/image/"]),
    ("libjpeg", r"^j(peglib|error|config)\.h", ["core/image/"]),
    ("libpng", r"^(png\.h|libpng)", ["core/image/"]),
    ("sqlite", r"^sqlite", ["core/store/"]),
    ("exempi", r"^exempi", ["core/store/"]),
    ("libexif", r"^libexif", ["core/store/"]),
    ("OpenSSL", r"^openssl/", ["core/base/"]),
    ("sentencepiece", r"^sentencepiece", ["core/text/"]),
    ("ICU", r"^unicode/", ["core/text/"]),
    ("cpp-httplib", r"^httplib", ["app/bridge/"]),
    ("Qt", r"^(Q[A-Z]\w*$|Qt\w*/)", ["app/"]),
]
QT_WIDGETS = re.compile(r"^(QtWidgets|QWidget|QApplication|QMainWindow|QDialog|QMessageBox)")

FILE_CAP, FILE_GOAL = 700, 400
FUNCTION_CAP, FUNCTION_GOAL = 80, 40
README_CAP = 25
TABLE_MARK = "style: table"  # in the first five lines: a file that is one long table may exceed the file cap

CXX = (".cpp", ".h")
SHADER = (".comp", ".glsl")
SCRIPT = (".py", ".sh", ".cmake")
SKIPPED_FOLDERS = {".git", "build", ".cache", "golden", "corpus", "builtin-model", "__pycache__"}


def finding(path, line, rule, what):
    return (path, line, rule, what)


# ---- reading the tree -------------------------------------------------------------------------------------------

def source_files(root):
    """Paths (relative, with /) of all source files."""
    found = []
    for folder, folders, names in os.walk(root):
        folders[:] = sorted(f for f in folders if f not in SKIPPED_FOLDERS and not f.startswith("build-"))
        for name in sorted(names):
            if name.endswith(CXX + SHADER + SCRIPT) or name == "CMakeLists.txt":
                found.append(os.path.relpath(os.path.join(folder, name), root).replace(os.sep, "/"))
    return found


def read(root, path):
    with open(os.path.join(root, path), encoding="utf-8", errors="replace") as f:
        return f.read()


def without_comments_and_strings(text):
    """C++ or GLSL with the inside of comments and literals blanked; line breaks stay."""
    pattern = re.compile(
        r'//[^\n]*|/\*.*?\*/|R"([^\s()\\]{0,16})\(.*?\)\1"|"(?:\\.|[^"\\\n])*"|(?<![0-9A-Fa-f])\'(?:\\.|[^\'\\\n])+\'',
        re.S)

    def blank(match):
        return "".join(c if c == "\n" else " " for c in match.group(0))

    return pattern.sub(blank, text)


def includes(text):
    """(line number, quoted?, included path) of every include outside comments."""
    plain = re.sub(r"/\*.*?\*/", lambda m: "\n" * m.group(0).count("\n"), text, flags=re.S)
    for number, line in enumerate(plain.split("\n"), 1):
        match = re.match(r'\s*#\s*include\s*([<"])([^>"]+)[>"]', line)
        if match:
            yield number, match.group(1) == '"', match.group(2)


# ---- rules on one file ------------------------------------------------------------------------------------------

def check_include_order(path, text):
    parts = path.split("/")
    if not path.endswith(CXX) or parts[0] not in ("core", "app") or len(parts) < 2:
        return
    folder = parts[1] if parts[0] == "core" else "app"
    if folder not in MAY_INCLUDE:
        return
    allowed = MAY_INCLUDE[folder].split() + [folder]
    for line, quoted, included in includes(text):
        first = included.split("/")[0]
        if not quoted:
            continue
        if first in ORDER and "/" in included and first not in allowed:
            yield finding(path, line, "include-order", f'{folder} may not include {first} ("{included}")')
        elif first == "shaders" and folder not in SHADER_HEADERS:
            yield finding(path, line, "include-order", f'{folder} may not include shader headers ("{included}")')
        elif folder != "app" and "/" not in included and os.path.basename(path) != included:
            yield finding(path, line, "include-path", f'"{included}" should be named from core/ ("{folder}/{included}")')


def check_walls(path, text):
    if not path.endswith(CXX) or path.startswith("tests/"):
        return
    for line, _, included in includes(text):
        for name, pattern, places in WALLS:
            if re.search(pattern, included) and not any(path.startswith(place) for place in places):
                yield finding(path, line, "wall", f"{name} only in {', '.join(places)} (<{included}>)")
        if path.startswith("app/cli/") and QT_WIDGETS.match(included):
            yield finding(path, line, "wall", f"app/cli uses no Qt Widgets (<{included}>)")


def check_words(path, text):
    for number, line in enumerate(text.split("\n"), 1):
        if re.search(r"\b(TO" r"DO|FIX" r"ME|XX" r"X)\b", line):
            yield finding(path, number, "unfinished", "finish it or leave it out: " + line.strip()[:80])
        if re.search(r"(?<![\w.])/(wo" r"rk|ro" r"ot)/", line):
            yield finding(path, number, "machine-path", "a path of one machine: " + line.strip()[:80])


def check_code_words(path, text):
    if not path.endswith(CXX):
        return
    plain = without_comments_and_strings(text)
    for number, line in enumerate(plain.split("\n"), 1):
        match = re.search(r"\b(class|struct|enum|union|using|concept)\s+(?:class\s+)?(\w*(?:Manager|Helper|Utils?))\b", line)
        if match:
            yield finding(path, number, "name", f"{match.group(2)}: say what it is, not that it helps")
        if re.search(r"\bprocessEvents\b|\bBlockingQueuedConnection\b", line):
            yield finding(path, number, "blocking", "no processEvents, no blocking queued connections")
        if re.search(r"\bswitch\s*\([^{]*\bfamily\b", line, re.I) and not path.startswith("core/models/"):
            yield finding(path, number, "family-switch", "families are told apart in core/models/ only")
    if re.search(r"(manager|helper|utils?)s?\.(cpp|h)$", path):
        yield finding(path, 1, "name", "a file is named after what it holds")
    if path.endswith(".h") and not path.startswith("shaders/") and not re.search(r"^#pragma once$", text, re.M):
        yield finding(path, 1, "pragma-once", "a header begins with #pragma once")


# ---- sizes ------------------------------------------------------------------------------------------------------

def cxx_function_sizes(text):
    """(first line, lines) of each outermost function body.

    Braces are matched after comments, literals and preprocessor lines are blanked. A brace whose introduction (the text
    since the last ; { or }) has a parameter list opens a function; namespaces, types and initialisers are looked into.
    """
    plain = without_comments_and_strings(text)
    plain = re.sub(r"^[ \t]*#(?:\\\n|[^\n])*", lambda m: "\n" * m.group(0).count("\n"), plain, flags=re.M)
    scopes, intro_start, line, sizes = [], 0, 1, []
    for position, char in enumerate(plain):
        if char == "\n":
            line += 1
        elif char == "{":
            intro = plain[intro_start:position].strip()
            scopes.append((line, opens_function(intro) and not any(inside for _, inside in scopes)))
            intro_start = position + 1
        elif char == "}":
            if scopes:
                first, is_function = scopes.pop()
                if is_function:
                    sizes.append((first, line - first + 1))
            intro_start = position + 1
        elif char == ";":
            intro_start = position + 1
    return sizes


def opens_function(intro):
    if ")" not in intro or re.search(r"=\s*$", intro):
        return False
    declared = re.sub(r"^\s*template\s*<[^{]*>\s*", "", intro)
    return not re.match(r"(namespace|class|struct|enum|union|extern)\b", re.sub(r"\b(alignas|__attribute__)\s*\([^)]*\)", "", declared))


def python_function_sizes(text):
    try:
        tree = ast.parse(text)
    except SyntaxError:
        return []
    return [(n.lineno, n.end_lineno - n.lineno + 1) for n in ast.walk(tree) if isinstance(n, ast.FunctionDef)]


def function_sizes(path, text):
    if path.endswith(CXX + SHADER):
        return cxx_function_sizes(text)
    return python_function_sizes(text) if path.endswith(".py") else []


def check_sizes(path, text):
    lines = text.count("\n")
    if lines > FILE_CAP and TABLE_MARK not in "\n".join(text.split("\n")[:5]):
        yield finding(path, 1, "file-size", f"{lines} lines, cap {FILE_CAP}")
    for line, length in function_sizes(path, text):
        if length > FUNCTION_CAP:
            yield finding(path, line, "function-size", f"{length} lines, cap {FUNCTION_CAP}")


# ---- rules on folders -------------------------------------------------------------------------------------------

def folders_with_readme(root):
    """core/, app/, shaders/, tests/ and their direct subfolders, packaging/: those that hold a file."""
    for top in ("core", "app", "shaders", "tests", "packaging"):
        if not os.path.isdir(os.path.join(root, top)):
            continue
        yield top
        if top in ("core", "app", "tests"):
            for name in sorted(os.listdir(os.path.join(root, top))):
                folder = os.path.join(root, top, name)
                if os.path.isdir(folder) and name != "__pycache__" and any(files for _, _, files in os.walk(folder)):
                    yield f"{top}/{name}"


def check_readmes(root):
    for folder in folders_with_readme(root):
        path = f"{folder}/README.md"
        if not os.path.isfile(os.path.join(root, path)):
            yield finding(folder, 0, "readme", "has no README.md (what lives here, what it may include, how to add one)")
        elif read(root, path).count("\n") > README_CAP:
            yield finding(path, 1, "readme", f"longer than {README_CAP} lines")


FILE_RULES = [check_include_order, check_walls, check_words, check_code_words, check_sizes]
RULE_NAMES = {"include-order", "include-path", "wall", "unfinished", "machine-path", "name", "blocking", "family-switch",
              "pragma-once", "file-size", "function-size", "readme"}


def check_tree(root):
    findings = []
    for path in source_files(root):
        text = read(root, path)
        for rule in FILE_RULES:
            findings.extend(rule(path, text))
    findings.extend(check_readmes(root))
    return findings


def percentile95(values):
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(0.95 * len(ordered)))] if ordered else 0


def report_sizes(root):
    """The goals are told, not enforced: only the caps fail."""
    files, functions = [], []
    for path in source_files(root):
        if path.endswith(CXX + SHADER):
            text = read(root, path)
            files.append(text.count("\n"))
            functions.extend(length for _, length in function_sizes(path, text))
    print(f"style: {len(files)} files, p95 {percentile95(files)} lines (goal {FILE_GOAL}); "
          f"{len(functions)} functions, p95 {percentile95(functions)} lines (goal {FUNCTION_GOAL})")


def main():
    root = sys.argv[1] if len(sys.argv) > 1 else os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")
    findings = check_tree(root)
    for path, line, rule, what in findings:
        print(f"{path}:{line}: [{rule}] {what}")
    report_sizes(root)
    print(f"style: {len(findings)} findings")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
