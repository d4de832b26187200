#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "app/render/table.hpp"
#include "app/view/records.hpp"
#include "belay/base/error.hpp"

// What `--columns` does, for every table.

namespace belay::app {

/// `table` with the columns that `chosen` names, in that order; nothing chosen leaves the usual
/// ones. A name that is none of the table's is looked for in `records`, a JSON array of the objects
/// its rows were made from, row by row (`legs.symbol` looks inside); without records every name
/// must be the table's. `known` names may be asked for though no record has them now. Errors: usage
/// for an unknown name, naming what there is.
[[nodiscard]] Result<Table> with_columns(Table table, const std::vector<std::string>& chosen,
                                         std::string_view records_json = {},
                                         KnownMembers known = {});

/// The same for a table that has some of them today: the others are left out, and where it has none
/// of them it stays as it is.
[[nodiscard]] Table with_those_there_are(Table table, std::vector<std::string> chosen);

}  // namespace belay::app
