import unittest

from tree import Tree

import check_docs


def count(line):
    with Tree({"ARCHITECTURE.md": line + "\n", "src/net/tcp.cpp": "", "docs/a.md": ""}) as root:
        return len(check_docs.check(root))


class CheckDocs(unittest.TestCase):
    def test_files_that_exist_are_fine(self):
        for line in ["`src/net/tcp.cpp`", "`src/net/`", "[a](docs/a.md#b)", "`belay/task.hpp`", "[x](https://example.com)"]:
            self.assertEqual(count(line), 0, line)

    def test_a_file_that_is_not_there_is_found(self):
        for line in ["`src/net/udp.cpp`", "`src/nut/`", "[a](docs/b.md)", "run `tools/no.py --x`"]:
            self.assertEqual(count(line), 1, line)


if __name__ == "__main__":
    unittest.main()
