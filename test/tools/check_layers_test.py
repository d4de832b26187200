import unittest

from tree import Tree

import check_layers

LAYERS = "base: | fmt/\nmodel: base | fmt/\nnet: base task | boost/asio\ntask: base | boost/asio\napp: base model net task | CLI/\n"
CMAKE = "belay_module(model MODULES base)\nbelay_module(net MODULES base LIBRARIES x::y)\n"


def problems(path, line, cmake=CMAKE):
    with Tree({"layers.txt": LAYERS, "CMakeLists.txt": cmake, path: line + "\n"}) as root:
        return check_layers.check(root)


class CheckLayers(unittest.TestCase):
    def test_an_arrow_that_goes_down_is_fine(self):
        for path, line in [
            ("src/model/a.cpp", '#include "belay/base/error.hpp"'),
            ("src/model/a.cpp", '#include "model/own.hpp"'),
            ("src/model/a.cpp", "#include <vector>"),
            ("src/net/a.cpp", "#include <boost/asio/post.hpp>"),
            ("src/net/a.hpp", '#include "belay/task.hpp"'),
            ("app/main.cpp", '#include "belay/belay.hpp"'),
            ("app/main.cpp", '#include "net/private.hpp"'),
        ]:
            self.assertEqual(problems(path, line), [], (path, line))

    def test_an_arrow_that_goes_up_or_sideways_is_refused(self):
        for path, line in [
            ("src/base/a.cpp", '#include "belay/model/orders.hpp"'),
            ("src/model/a.cpp", '#include "net/tcp.hpp"'),
            ("include/belay/model/a.hpp", '#include "belay/net/a.hpp"'),
            ("src/model/a.cpp", '#include "belay/task.hpp"'),
            ("src/net/a.cpp", '#include "belay/belay.hpp"'),
        ]:
            self.assertEqual(len(problems(path, line)), 1, (path, line))

    def test_a_third_party_header_needs_permission(self):
        self.assertEqual(len(problems("src/model/a.cpp", "#include <boost/asio.hpp>")), 1)
        self.assertEqual(len(problems("src/net/a.cpp", "#  include <sys/socket.h>")), 1)

    def test_a_public_header_does_not_include_a_private_one(self):
        self.assertEqual(len(problems("include/belay/model/a.hpp", '#include "model/own.hpp"')), 1)

    def test_a_header_of_nobody_is_refused(self):
        self.assertEqual(len(problems("src/model/a.cpp", '#include "own.hpp"')), 1)

    def test_cmake_must_agree(self):
        self.assertEqual(len(problems("src/model/a.cpp", "", "belay_module(model MODULES base net)\n")), 1)


if __name__ == "__main__":
    unittest.main()
