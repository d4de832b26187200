#include "app/command/commands.hpp"
#include "app/render/table.hpp"
#include "app/render/text.hpp"
#include "app/session.hpp"
#include "app/text_file.hpp"
#include "proto/json/codec.hpp"
#include "proto/json/document.hpp"
#include "proto/rest/call.hpp"

namespace belay::app {
namespace {

Cell effects_cell(rest::Effects effects) {
  switch (effects) {
    case rest::Effects::none: return {"reads"};
    case rest::Effects::settings: return {"settings", Meaning::warning};
    case rest::Effects::orders: return {"orders", Meaning::loss};
  }
  return {};
}

std::string endpoint_json(const rest::Endpoint& row) {
  JsonObject object;
  return object.text("section", row.section)
      .text("method", row.method)
      .text("path", row.path)
      .text("call", row.verb)
      .text("command", row.command)
      .text("about", row.about)
      .text("effects", effects_cell(row.effects).text)
      .boolean("paged", row.paged)
      .str();
}

ExitCode list_endpoints(Context& context) {
  Table table{.columns = {{"Method", Align::left, 0, true},
                          {"Path", Align::left, 0, true},
                          {"Effects", Align::left, 3, true},
                          {"Typed call", Align::left, 1},
                          {"Command", Align::left, 2},
                          {"What", Align::left, 4}}};
  std::vector<std::string> items;
  for (const rest::Endpoint& row : rest::endpoints()) {
    items.push_back(endpoint_json(row));
    table.rows.push_back({Cell{std::string{row.method}}, Cell{std::string{row.path}},
                          effects_cell(row.effects), Cell{std::string{row.verb}},
                          Cell{std::string{row.command}}, Cell{std::string{row.about}}});
  }
  if (context.globals.json) {
    JsonObject document =
        json_document("belay.endpoints/1", enum_name(context.profile), context.clock.now());
    context.out.write(document.raw("items", json_array(items)).str() + "\n");
  } else {
    context.out.write(render(table, context.style));
  }
  return ExitCode::ok;
}

Result<std::string> body_of(const ApiOptions& options) {
  if (options.file.empty()) return std::string{};
  return text_of_file(options.file);
}

// The body as it came; under --json inside a document of ours, as JSON where it is JSON.
void show_answer(const Session& session, const HttpResponse& response) {
  if (!session.context.globals.json) {
    session.context.out.write(response.body + (response.body.ends_with('\n') ? "" : "\n"));
    return;
  }
  JsonObject document = session.document("belay.api/1");
  document.integer("status", response.status);
  if (json::Document::parse(response.body)) {
    document.raw("body", response.body);
  } else {
    document.text("body", response.body);
  }
  session.context.out.write(document.str() + "\n");
}

Task<ExitCode> send_raw(Session& session, const ApiOptions& options) {
  Result<std::string> body = body_of(options);
  if (!body) co_return std::unexpected(body.error());
  const Result<HttpResponse> response =
      co_await session.client.raw(options.method, options.target, *body);
  if (!response) co_return std::unexpected(response.error());
  show_answer(session, *response);
  if (response->status < 400) co_return ExitCode::ok;
  const Error refused = rest::refusal(*response, rest::redact_path(options.target));
  Context::complain(
      fmt::format("belay: HTTP {}: {}\n", response->status, escape_control(refused.message)));
  co_return exit_code_for(refused);
}

}  // namespace

Result<ExitCode> run_api(Context& context, const ApiOptions& options) {
  if (options.list) return list_endpoints(context);
  return with_client(context, [&](Session& session) { return send_raw(session, options); });
}

}  // namespace belay::app
