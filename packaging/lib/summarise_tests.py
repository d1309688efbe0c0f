#!/usr/bin/env python3
"""Adds up ctest's JUnit files: names what failed or was skipped, ends with `N passed, N failed, N skipped`.

usage: summarise_tests.py [--passed N] [--failed N] REPORT.xml...     exits 1 when a test failed or a report is missing
--passed and --failed add tests that ran outside ctest.
"""
import argparse
import os
import re
import sys
import xml.etree.ElementTree as ElementTree

QT_TOTALS = re.compile(r"^Totals: (\d+) passed, (\d+) failed, (\d+) skipped", re.M)
QT_SKIP = re.compile(r"^SKIP\s*: (.*)$", re.M)
# initTestCase and cleanupTestCase count as passed in Qt's totals, although they test nothing.
QT_FRAME = 2


def verdict(case):
    """passed, failed or skipped, and the reasons for skipping."""
    output = case.findtext("system-out") or ""
    if case.find("failure") is not None or case.find("error") is not None or case.get("status") == "fail":
        return "failed", []
    reasons = QT_SKIP.findall(output)
    if case.find("skipped") is not None or case.get("status") in ("notrun", "disabled"):
        message = case.find("skipped").get("message") if case.find("skipped") is not None else None
        # A test whose executable is missing never ran: that is a failure, not a choice.
        if message and re.search(r"unable to find executable|not found|not available", message, re.I):
            return "failed", []
        return "skipped", reasons or [message or "not run"]
    totals = QT_TOTALS.findall(output)
    if totals:
        passed = sum(max(0, int(p) - QT_FRAME) for p, _, _ in totals)
        skipped = sum(int(s) for _, _, s in totals)
        if skipped > 0 and passed == 0:
            return "skipped", reasons
    return "passed", reasons


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--passed", type=int, default=0)
    parser.add_argument("--failed", type=int, default=0)
    parser.add_argument("reports", nargs="*")
    arguments = parser.parse_args()
    count = {"passed": arguments.passed, "failed": arguments.failed, "skipped": 0}
    for path in arguments.reports:
        name = os.path.splitext(os.path.basename(path))[0]
        try:
            cases = list(ElementTree.parse(path).getroot().iter("testcase"))
        except (OSError, ElementTree.ParseError) as error:
            print(f"failed: {name}: no report ({error})")
            count["failed"] += 1
            continue
        for case in cases:
            result, reasons = verdict(case)
            count[result] += 1
            if result != "passed":
                print(f"{result}: {name}/{case.get('name')}")
            for reason in reasons[:5]:
                print(f"    skipped in {name}/{case.get('name')}: {reason.strip()}")
    print(f"{count['passed']} passed, {count['failed']} failed, {count['skipped']} skipped")
    return 1 if count["failed"] or count["passed"] == 0 else 0


if __name__ == "__main__":
    sys.exit(main())
