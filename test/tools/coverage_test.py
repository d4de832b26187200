import subprocess
import sys
import unittest

from tree import Tree

import coverage

PAGE = "# Page\n\n" + coverage.BEGIN + coverage.END + "\nafter\n"
FILES = {
    "docs/coverage.md": PAGE,
    "test/conformance/dxlink/dx-1-a.txt": "# dx-1-a: x\n# shows: C-1 S-3\n\nC {\"C-9\":1}\n",
    "test/unit/net/a_test.cpp": "// C-2 and C-99 and XC-5\n",
}


class Coverage(unittest.TestCase):
    def test_points_come_from_the_shows_line_and_from_tests_that_name_them(self):
        with Tree(FILES) as root:
            shown = {point: by for point, by in coverage.evidence(root).items() if by}
        self.assertEqual(shown, {"C-1": ["dx-1-a"], "S-3": ["dx-1-a"], "C-2": ["a_test"]})

    def test_a_page_that_is_out_of_date_is_refused(self):
        with Tree(FILES) as root:
            run = lambda *how: subprocess.run([sys.executable, coverage.__file__, str(root), *how], capture_output=True).returncode
            self.assertEqual(run("--check"), 1)
            self.assertEqual(run(), 0)
            self.assertEqual(run("--check"), 0)
            self.assertTrue((root / "docs/coverage.md").read_text().endswith("\nafter\n"))


if __name__ == "__main__":
    unittest.main()
