#include "app/lookup/show.hpp"

#include "app/command/commands.hpp"
#include "app/show_table.hpp"
#include "app/view/records.hpp"

namespace belay::app {

Result<ExitCode> run_lookup(Context& context, const LookupOptions& options) {
  return with_client(context,
                     [&](Session& session) { return options.lookup->run(session, options); });
}

Result<ExitCode> show_items(const Session& session, const LookupOptions& options,
                            std::string_view items_json, KnownMembers known) {
  const std::string items = first_of(items_json, options.limit);
  const RecordColumns columns{options.lookup->columns, options.table.columns, known};
  const Result<Table> table = records_table(items, columns);
  if (!table) return std::unexpected(table.error());
  JsonObject document = session.document(options.lookup->schema);
  document.raw("items", items);
  const TableOptions as_it_is{.csv = options.table.csv};
  const Shown shown{.table = *table, .nothing = "nothing to show\n"};
  return show_table(session, as_it_is, shown, document);
}

Result<ExitCode> show_object(const Session& session, const LookupOptions& options,
                             std::string_view object_json) {
  Result<Table> table = record_card(object_json);
  if (!options.table.columns.empty()) {
    table = records_table(fmt::format("[{}]", object_json), {.chosen = options.table.columns});
  }
  if (!table) return std::unexpected(table.error());
  JsonObject document = session.document(options.lookup->schema);
  document.raw("item", object_json);
  const TableOptions as_it_is{.csv = options.table.csv};
  return show_table(session, as_it_is, {.table = std::move(*table)}, document);
}

Result<ExitCode> show_done(const Session& session, const LookupOptions& options,
                           const std::string& name, const std::string& sentence) {
  JsonObject document = session.document(options.lookup->schema);
  document.text("name", name).boolean("done", true);
  session.show(sentence + "\n", document);
  return ExitCode::ok;
}

}  // namespace belay::app
