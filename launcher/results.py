"""What the stages of a test run found, counted from their reports."""

import re
import xml.etree.ElementTree as ElementTree
from dataclasses import dataclass, field
from pathlib import Path

ODOO_TOTAL = re.compile(r"(\d+) failed, (\d+) error\(s\) of (\d+) tests")
ODOO_SKIPPED = re.compile(r"^\S+ \S+ \d+ INFO \S+ odoo\.addons\.(\S+): skipped (.*)$", re.MULTILINE)


@dataclass
class Tally:
    """Tests that passed, failed and were skipped, and what to tell about the latter two."""

    passed: int = 0
    failed: int = 0
    skipped: int = 0
    remarks: list[str] = field(default_factory=list)

    def add(self, other: "Tally") -> None:
        """Count another stage's tests in."""
        self.passed += other.passed
        self.failed += other.failed
        self.skipped += other.skipped
        self.remarks += other.remarks

    @property
    def is_good(self) -> bool:
        """Whether something ran, and all of it passed: a skipped test proves nothing."""
        return self.passed > 0 and not self.failed and not self.skipped

    @property
    def line(self) -> str:
        """The last line of the output."""
        return f"{self.passed} passed, {self.failed} failed, {self.skipped} skipped"


def one(ok: bool, remark: str = "") -> Tally:
    """Count a stage as one test."""
    return Tally(passed=1) if ok else Tally(failed=1, remarks=[remark])


def read_junit(report: Path, stage: str, exit_code: int) -> Tally:
    """Count the test cases of a pytest report; a report that is missing is a failure."""
    try:
        cases = ElementTree.parse(report).getroot().iter("testcase")
    except (FileNotFoundError, ElementTree.ParseError):
        return one(False, f"{stage}: pytest ended with code {exit_code} and wrote no report")
    tally = Tally()
    for case in cases:
        tally.add(_judge(case, stage))
    if not (tally.passed or tally.failed or tally.skipped):
        tally.add(one(False, f"{stage}: no test was found"))
    elif exit_code and not tally.failed:
        tally.add(one(False, f"{stage}: pytest ended with code {exit_code}"))
    return tally


def _judge(case: ElementTree.Element, stage: str) -> Tally:
    name = f"{stage}: {case.get('classname')}.{case.get('name')}"
    for kind in ("failure", "error"):
        if (found := case.find(kind)) is not None:
            return one(False, f"{name} failed: {_first_line(found)}")
    if (found := case.find("skipped")) is not None:
        return Tally(skipped=1, remarks=[f"{name} was skipped: {_first_line(found)}"])
    return Tally(passed=1)


def _first_line(element: ElementTree.Element) -> str:
    text = (element.get("message") or element.text or "").strip()
    return text.splitlines()[0][:200] if text else "no reason given"


def read_odoo_log(log: str, stage: str, exit_code: int) -> Tally:
    """Count the tests of Odoo's own runner, which succeeds silently when it ran none."""
    totals = ODOO_TOTAL.findall(log)
    if not totals:
        return one(False, f"{stage}: Odoo ended with code {exit_code} and reported no tests")
    failed, errors, count = (int(number) for number in totals[-1])
    skips = ODOO_SKIPPED.findall(log)
    bad = failed + errors
    tally = Tally(max(0, count - bad - len(skips)), bad, len(skips))
    tally.remarks = [f"{stage}: {where} was skipped {why}" for where, why in skips]
    if bad:
        tally.remarks.append(f"{stage}: {bad} of {count} tests failed")
    if not count:
        tally.add(one(False, f"{stage}: Odoo ran no test at all"))
    elif exit_code and not bad:
        tally.add(one(False, f"{stage}: Odoo ended with code {exit_code}"))
    return tally
