#include "app/show_table.hpp"

#include "app/render/csv.hpp"
#include "app/view/columns.hpp"

namespace belay::app {

Result<ExitCode> show_table(const Session& session, const TableOptions& options, const Shown& shown,
                            const JsonObject& document) {
  const Result<Table> table =
      with_columns(shown.table, options.columns, shown.records, shown.known);
  if (!table) return std::unexpected(table.error());
  if (options.csv) {
    session.context.out.write(csv(*table));
    return ExitCode::ok;
  }
  const bool nothing = table->rows.empty() && !shown.nothing.empty();
  const std::string text = nothing ? shown.nothing : render(*table, session.context.style);
  session.show(text + shown.after, document);
  return ExitCode::ok;
}

}  // namespace belay::app
