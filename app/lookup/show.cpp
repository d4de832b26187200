#include "app/lookup/show.hpp"

#include "app/command/commands.hpp"
#include "app/view/records.hpp"

namespace belay::app {

Result<ExitCode> run_lookup(Context& context, const LookupOptions& options) {
  return with_client(context,
                     [&](Session& session) { return options.lookup->run(session, options); });
}

Result<ExitCode> show_items(const Session& session, const LookupOptions& options,
                            std::string_view items_json) {
  const std::string items = first_of(items_json, options.limit);
  const RecordColumns columns{options.lookup->columns, options.columns};
  const Result<Table> table = records_table(items, columns);
  if (!table) return std::unexpected(table.error());
  JsonObject document = session.document(options.lookup->schema);
  document.raw("items", items);
  const std::string text = table->rows.empty() ? std::string{"nothing to show\n"}
                                               : render(*table, session.context.style);
  session.show(text, document);
  return ExitCode::ok;
}

Result<ExitCode> show_object(const Session& session, const LookupOptions& options,
                             std::string_view object_json) {
  JsonObject document = session.document(options.lookup->schema);
  document.raw("item", object_json);
  session.show(render(record_card(object_json), session.context.style), document);
  return ExitCode::ok;
}

Result<ExitCode> show_done(const Session& session, const LookupOptions& options,
                           const std::string& name, const std::string& sentence) {
  JsonObject document = session.document(options.lookup->schema);
  document.text("name", name).boolean("done", true);
  session.show(sentence + "\n", document);
  return ExitCode::ok;
}

}  // namespace belay::app
