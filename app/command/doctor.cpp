#include <fstream>

#include <fmt/format.h>

#include "app/command/commands.hpp"
#include "app/doctor/checks.hpp"
#include "app/doctor/gather.hpp"
#include "app/doctor/report.hpp"
#include "app/render/banner.hpp"
#include "app/session.hpp"

namespace belay::app {
namespace {

using doctor::Facts;
using doctor::Finding;

Task<ExitCode> ask(Session& session, Facts& facts, std::string& banner) {
  const Result<void> done = co_await gather(session, facts);
  if (!done) co_return std::unexpected(done.error());
  banner = session.banner();
  const bool stopped = co_await was_stopped();
  if (stopped) co_return fail(Errc::cancelled, "stopped");
  co_return ExitCode::ok;
}

Result<void> write_bundle(const std::string& path, const std::string& bundle) {
  std::ofstream file{path, std::ios::binary | std::ios::trunc};
  file << bundle;
  file.close();
  if (file) return {};
  return fail(Errc::io, fmt::format("cannot write the report to {}", path));
}

void show(Context& context, const std::string& banner, const std::vector<Finding>& findings,
          int code) {
  if (!context.globals.json) {
    context.out.write(banner + doctor::to_text(findings, context.style));
    return;
  }
  JsonObject document =
      json_document("belay.doctor/1", enum_name(context.profile), context.clock.now());
  document.raw("items", doctor::to_json(findings)).integer("exit_code", code);
  context.out.write(document.str() + "\n");
}

}  // namespace

Result<ExitCode> run_doctor(Context& context, const DoctorOptions& options) {
  Facts facts = doctor::local_facts(context);
  std::string banner = render(Banner{context.profile, facts.now, "not connected"}, context.style);
  const Result<ExitCode> asked =
      with_client(context, [&](Session& session) { return ask(session, facts, banner); });
  // Without credentials there is nobody to ask; what this machine tells by itself is still told.
  if (!asked && asked.error().code != Errc::unauthorized) return asked;
  if (!asked) facts.sign_in = std::unexpected(asked.error());
  const std::vector<Finding> findings = doctor::examine(facts);
  const int code = doctor::exit_code(findings);
  show(context, banner, findings, code);
  if (!options.bundle.empty()) {
    const Result<void> written = write_bundle(options.bundle, doctor::to_bundle(facts, findings));
    if (!written) return std::unexpected(written.error());
  }
  return static_cast<ExitCode>(code);
}

}  // namespace belay::app
