import unittest

from tree import Tree

import check_words


def count(line):
    with Tree({"docs/a.md": line + "\n"}) as root:
        return len(check_words.check(root))


class CheckWords(unittest.TestCase):
    def test_ordinary_text_is_fine(self):
        for line in ["see src/tmp/x and ./work/y", "Debian 12 and npm", "https://example.com/home/page", "${x}/tmp/y"]:
            self.assertEqual(count(line), 0, line)

    def test_what_does_not_belong_is_found(self):
        for folder in ["work", "root", "home", "tmp"]:
            self.assertEqual(count(f"cd /{folder}/x"), 1, folder)
        for name in ["npmjs", "debian", "pypi"]:
            self.assertEqual(count(f"https://registry.{name}.org"), 1, name)
        self.assertEqual(count("// TO" + "DO later"), 1)

    def test_a_reason_allows_it(self):
        self.assertEqual(count("cd /" + "tmp/x  # words: the test's own folder"), 0)


if __name__ == "__main__":
    unittest.main()
