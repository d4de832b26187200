import unittest

from tree import Tree

import check_changelog


def problems(changelog):
    with Tree({"CMakeLists.txt": "project(belay VERSION 1.2.3 LANGUAGES CXX)\n", "CHANGELOG.md": changelog}) as root:
        return check_changelog.check(root)


class CheckChangelog(unittest.TestCase):
    def test_the_first_heading_is_the_version(self):
        self.assertEqual(problems("# Changes\n\n## 1.2.3\n\n## 1.2.2\n"), [])

    def test_another_or_no_version_is_refused(self):
        self.assertEqual(len(problems("# Changes\n\n## 1.2.2\n\n## 1.2.3\n")), 1)
        self.assertEqual(len(problems("# Changes\n")), 1)


if __name__ == "__main__":
    unittest.main()
