#include "app/cli_parts.hpp"

namespace belay::app {

void add_doctor(CLI::App& app, DoctorOptions& options, const Choose& choose) {
  CLI::App* doctor = add_command(app, "doctor", "What is wrong, and how to mend it.",
                                 "belay doctor --bundle report.json");
  doctor
      ->add_option("--bundle", options.bundle,
                   "also write a report without anything private, to send to somebody")
      ->type_name("FILE");
  doctor->footer(
      "Exit code: 0, or that of the first check that failed: 20 disk, 21 time zone,\n"
      "22 dns, 23 connection, 24 clock, 25 sign-in, 26 token life, 27 grant scope,\n"
      "28 accounts, 29 quote token, 30 market data, 31 API version, 32 market session,\n"
      "33 API drift.\n" +
      doctor->get_footer());
  chosen(doctor, choose, options);
}

void add_shell(CLI::App& app, CompletionOptions& completing, CompleteOptions& asked,
               ManOptions& pages, const Choose& choose) {
  CLI::App* completion =
      add_command(app, "completion", "A script that lets TAB complete belay's command line.",
                  "belay completion bash > ~/.local/share/bash-completion/completions/belay");
  completion->add_option("shell", completing.shell, "which shell reads it")
      ->required()
      ->check(CLI::IsMember({"bash", "zsh", "fish"}).description(""))
      ->type_name("bash|zsh|fish");
  chosen(completion, choose, completing);
  CLI::App* complete =
      add_command(app, "__complete", "What TAB would offer.", "belay __complete -- stream --ev");
  chosen(complete->group(""), choose, asked);
  CLI::App* man = add_command(app, "man", "The manual pages.", "belay man --dir man");
  man->add_option("--dir", pages.directory, "one file per page")->type_name("DIR");
  man->add_option("--date", pages.date, "the date on the pages (today)")->type_name("DATE");
  chosen(man->group(""), choose, pages);
}

}  // namespace belay::app
