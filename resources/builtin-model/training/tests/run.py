#!/usr/bin/env python3
"""run.py MODULE...: runs test modules of this folder; exits 1 on failure, 77 ("skipped" for ctest) when a package that they need is missing."""
import sys
import unittest
from pathlib import Path

sys.dont_write_bytecode = True
sys.path[:0] = [str(Path(__file__).resolve().parent), str(Path(__file__).resolve().parent.parent)]


def main() -> int:
    try:
        suite = unittest.TestSuite(unittest.defaultTestLoader.loadTestsFromModule(__import__(name)) for name in sys.argv[1:])
    except ModuleNotFoundError as error:
        if (error.name or "").split(".")[0] not in ("numpy", "torch"):
            raise
        print(f"skipped: this Python has no {error.name}")
        return 77
    result = unittest.TextTestRunner(verbosity=2).run(suite)
    return 0 if result.testsRun and result.wasSuccessful() else 1


if __name__ == "__main__":
    sys.exit(main())
