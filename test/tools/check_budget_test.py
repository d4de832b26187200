import unittest

from tree import Tree

import check_budget

LONG_BODY = "  f();\n" * 60


def problems(code):
    with Tree({"src/base/a.cpp": code}) as root:
        return check_budget.check(root)


class CheckBudget(unittest.TestCase):
    def test_functions_are_found_by_their_braces(self):
        code = """\
#define OPEN {
namespace a {
struct Point { int x = 0; int y() const { return x; } };
Widget::Widget(int a)
    : a_{a},
      b_{make({1, 2})} {
  if (a) { go("}"); }
}
constexpr auto kTable = std::array{f(1), f(2)};
template <class T>
bool operator==(const T& a, const T& b) {
  return std::ranges::all_of(a, [&](int x) { return x == b; });
}
}
"""
        self.assertEqual(list(check_budget.functions(code)), [(3, 3), (4, 8), (10, 13)])

    def test_a_long_function_is_refused_without_a_reason(self):
        self.assertEqual(len(problems("void g() {\n" + LONG_BODY + "}\n")), 1)
        self.assertEqual(problems("// budget: one row per opcode\nvoid g() {\n" + LONG_BODY + "}\n"), [])
        self.assertEqual(problems("void g() {\n" + LONG_BODY[: 58 * 7] + "}\n"), [])

    def test_a_long_file_is_refused_without_a_reason(self):
        self.assertEqual(len(problems("int x;\n" * 501)), 1)
        self.assertEqual(problems("// budget: one table\n" + "int x;\n" * 501), [])


if __name__ == "__main__":
    unittest.main()
