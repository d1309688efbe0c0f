#!/usr/bin/env python3
"""Shows that each rule of check_style.py can fail, and that a tidy tree passes. Fixtures are written to a temporary folder."""
import os
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
sys.dont_write_bytecode = True
import check_style

PRAGMA = "#pragma once\n"


def body(lines):
    return "int f(int a) {\n" + "    a++;\n" * lines + "    return a;\n}\n"


# Each: rule that must speak, or None for none; path; text.
FIXTURES = [
    ("include-order", "core/text/a.cpp", '#include "tensor/shape.h"\n'),
    ("include-order", "core/base/a.h", PRAGMA + '#include "recipe/recipe.h"\n'),
    ("include-order", "core/store/a.cpp", '#include "weights/safetensors.h"\n'),
    ("include-order", "core/engine/a.cpp", '#include "models/family.h"\n'),
    ("include-order", "app/cli/a.cpp", '#include "gpu/device.h"\n'),
    ("include-order", "core/models/a.cpp", '#include "shaders/linear.h"\n'),
    (None, "core/models/a.cpp", '#include "base/error.h"\n#include "text/bpe.h"\n#include "models/layers.h"\n'),
    (None, "core/gpu/a.cpp", '#include "shaders/linear.h"\n#include "tensor/shape.h"\n'),
    (None, "core/text/a.cpp", '/*\n#include "gpu/device.h"\n*/\n// #include "gpu/device.h"\n'),
    ("include-path", "core/text/a.cpp", '#include "bpe.h"\n'),
    ("wall", "core/tensor/a.cpp", "#include <vulkan/vulkan.h>\n"),
    ("wall", "core/engine/a.cpp", "#include <volk.h>\n"),
    ("wall", "core/store/a.cpp", "#include <opencv2/core.hpp>\n"),
    ("wall", "core/store/a.cpp", "#include <png.h>\n"),
    ("wall", "app/views/a.cpp", "#include <stb/stb_image.h>\n"),
    ("wall", "core/image/a.cpp", "#include <exempi/xmp.h>\n"),
    ("wall", "core/engine/a.cpp", "#include <sqlite3.h>\n"),
    ("wall", "core/image/a.cpp", "#include <libexif/exif-data.h>\n"),
    ("wall", "core/models/a.cpp", "#include <sentencepiece_processor.h>\n"),
    ("wall", "core/recipe/a.cpp", "#include <unicode/uchar.h>\n"),
    ("wall", "app/cli/a.cpp", "#include <httplib.h>\n"),
    ("wall", "core/base/a.cpp", "#include <QString>\n"),
    ("wall", "core/base/a.cpp", "#include <QtCore/QString>\n"),
    ("wall", "app/cli/a.cpp", "#include <QApplication>\n"),
    (None, "app/views/a.cpp", "#include <QApplication>\n"),
    (None, "core/gpu/a.cpp", "#include <vulkan/vulkan.h>\n#include <volk.h>\n"),
    (None, "core/image/a.cpp", "#include <opencv2/imgproc.hpp>\n#include <png.h>\n"),
    (None, "tests/unit/a.cpp", "#include <QtTest>\n#include <png.h>\n"),
    ("unfinished", "core/base/a.cpp", "// TO" "DO: later\n"),
    ("unfinished", "shaders/a.comp", "// FIX" "ME\n"),
    ("unfinished", "packaging/a.sh", "# XX" "X\n"),
    ("machine-path", "tests/unit/a.cpp", 'auto p = "/wo' 'rk/data";\n'),
    ("machine-path", "packaging/a.sh", "cd /ro" "ot/x\n"),
    (None, "tests/unit/a.cpp", 'auto p = "frame/wo' 'rk/data";\n'),
    ("name", "core/base/a.h", PRAGMA + "class TensorManager {};\n"),
    ("name", "core/base/a.h", PRAGMA + "struct StringUtils {};\n"),
    ("name", "core/base/path_helper.cpp", "int a;\n"),
    (None, "app/views/a.h", PRAGMA + "#include <QNetworkAccessManager>\nQNetworkAccessManager* network_;\n"),
    ("blocking", "app/views/a.cpp", "void f() { app.processEvents(); }\n"),
    ("blocking", "app/views/a.cpp", "auto kind = Qt::BlockingQueuedConnection;\n"),
    (None, "app/views/a.cpp", "// processEvents would let slots run inside slots.\n"),
    ("family-switch", "core/generate/a.cpp", "void f() { switch (model.family) { } }\n"),
    (None, "core/models/a.cpp", "void f() { switch (model.family) { } }\n"),
    ("pragma-once", "core/base/a.h", "int a;\n"),
    (None, "shaders/a.h", "#ifndef A_H\n#define A_H\n#endif\n"),
    ("file-size", "core/base/a.cpp", "int a;\n" * 701),
    (None, "core/base/a.cpp", "int a;\n" * 700),
    (None, "core/base/a.cpp", "// style: table\n" + "int a;\n" * 900),
    ("function-size", "core/base/a.cpp", body(79)),
    ("function-size", "core/base/a.cpp", "namespace sfumato {\nstruct S {\n" + body(79) + "};\n}\n"),
    ("function-size", "core/base/a.cpp", "template <class T>\nauto g(T t) -> int {\n" + "t++;\n" * 80 + "}\n"),
    ("function-size", "core/base/a.cpp", "S::S(int a) : a_{a}, b_(a) {\n" + "a++;\n" * 80 + "}\n"),
    ("function-size", "core/base/a.cpp", "const Row rows[] = {\n{1, [](int a) {\n" + "a++;\n" * 80 + "}},\n};\n"),
    ("function-size", "shaders/a.comp", "void main() {\n" + "x++;\n" * 80 + "}\n"),
    ("function-size", "tests/style/a.py", "def f():\n" + "    x = 1\n" * 81),
    (None, "core/base/a.cpp", body(77)),
    (None, "core/base/a.cpp", "const Row rows[] = {\n" + '{1, "}{", f(2)},\n' * 200 + "};\n"),
    (None, "core/base/a.cpp", "namespace sfumato {\n" + "int g() { return '{'; }\n" * 90 + "}\n"),
    (None, "core/base/a.cpp", "#define A(x) {\\\n  x\n" + 'auto s = R"({{{)";\n' + "int g() { return 1'000; }\n" * 90),
]

README_FIXTURES = [
    ("readme", {"core/base/a.cpp": "int a;\n"}),
    ("readme", {"tests/README.md": "tests\n", "tests/unit/a.cpp": "int a;\n"}),
    ("readme", {"packaging/README.md": "line\n" * 26}),
    (None, {"core/README.md": "core\n", "core/base/README.md": "base\n", "core/base/a.cpp": "int a;\n",
            "core/models/README.md": "models\n", "core/models/families/a.cpp": "int a;\n"}),
]


def rules_of(files):
    with tempfile.TemporaryDirectory() as root:
        for path, text in files.items():
            os.makedirs(os.path.dirname(os.path.join(root, path)), exist_ok=True)
            with open(os.path.join(root, path), "w", encoding="utf-8") as f:
                f.write(text)
        return {rule for _, _, rule, _ in check_style.check_tree(root)}


def main():
    wrong, seen = 0, set()
    cases = [(rule, {path: text}, {"readme"}) for rule, path, text in FIXTURES]
    cases += [(rule, files, set()) for rule, files in README_FIXTURES]
    for rule, files, ignored in cases:
        found = rules_of(files) - ignored
        expected = {rule} if rule else set()
        seen |= found
        if found != expected:
            wrong += 1
            print(f"wrong: {list(files)}: expected {sorted(expected)}, found {sorted(found)}: {list(files.values())[-1][:80]!r}")
    for rule in sorted(check_style.RULE_NAMES - seen):
        wrong += 1
        print(f"wrong: no fixture makes the rule {rule} fail")
    print(f"style self-test: {len(cases)} fixtures, {wrong} wrong")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
