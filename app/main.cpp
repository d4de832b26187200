#include <string>
#include <vector>

#include "app/run.hpp"

int main(int argc, char** argv) {
  return belay::app::run(std::vector<std::string>{argv + 1, argv + argc});
}
