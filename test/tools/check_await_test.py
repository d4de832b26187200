import unittest

from tree import Tree

import check_await


def count(code):
    with Tree({"src/net/a.cpp": code}) as root:
        return len(check_await.check(root))


class CheckAwait(unittest.TestCase):
    def test_names_literals_and_calls_are_fine(self):
        for code in [
            'auto quotes = co_await feed->subscribe<belay::Quote>("SPY", "{=1m}");',
            "co_return co_await send(make_request(order), kLimit);",
            "while (auto quote = co_await quotes->next()) { print(*quote); }",
            "if (const auto sent = co_await send(frame); !sent) { co_return {}; }",
            "// co_await f({1});\nint x;",
            "for (const auto& row : rows) { co_await send(row); }",
            "for (int i = 0; i < 3; ++i) co_await send(x ? a : b);",
            "int x = a ? b : c; co_await send(x);",
            "if (a ? b : c) { co_await send(x); }",
            "co_return co_await is_ready() ? a : b;",
        ]:
            self.assertEqual(count(code), 0, code)

    def test_what_gcc_12_miscompiles_is_found(self):
        for code in [
            "co_await send({1, 2});",
            "co_await send(Frame{.text = text});",
            "co_await send(\n    connect(Endpoint{\n        host}));",
            "co_await run([text] { return text; });",
            "for (const auto& row : *co_await rows()) use(row);",
            "x = late ? a : co_await now();",
            "const auto x =\n    late ? co_await later(at)\n         : wait;",
            "for (auto row :\n     (co_await a::rows()).value()) use(row);",
        ]:
            self.assertEqual(count(code), 1, code)

    def test_a_reason_allows_it(self):
        self.assertEqual(count("// await: holds no resource\nco_await send({1, 2});"), 0)
        self.assertEqual(count("co_await send({1, 2});  // await: holds no resource"), 0)


if __name__ == "__main__":
    unittest.main()
