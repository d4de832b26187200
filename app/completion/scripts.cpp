#include "app/completion/scripts.hpp"

#include <fmt/format.h>

// `belay __complete -- WORD…` prints one candidate per line, word and description with a tab
// between; a line `:files` asks for files.

namespace belay::app {
namespace {

constexpr std::string_view kBash = R"sh(# belay completion for bash: source <(belay completion bash)
_belay() {
  local line cur="${COMP_WORDS[COMP_CWORD]}"
  COMPREPLY=()
  while IFS='' read -r line; do
    if [[ $line == ":files" ]]; then
      COMPREPLY+=($(compgen -f -- "$cur"))
    elif [[ -n $line ]]; then
      COMPREPLY+=("$(printf '%q' "${line%%$'\t'*}")")
    fi
  done < <("${COMP_WORDS[0]}" __complete -- "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
}
complete -o default -F _belay belay
)sh";

constexpr std::string_view kZsh = R"sh(#compdef belay
# belay completion for zsh: belay completion zsh > "${fpath[1]}/_belay"
_belay() {
  local -a candidates lines
  local line
  lines=("${(@f)$("${words[1]}" __complete -- "${(@)words[2,CURRENT]}" 2>/dev/null)}")
  for line in "${lines[@]}"; do
    if [[ $line == ":files" ]]; then
      _files
    elif [[ $line == *$'\t'* ]]; then
      candidates+=("${${line%%$'\t'*}//:/\\:}:${line#*$'\t'}")
    elif [[ -n $line ]]; then
      candidates+=("${line//:/\\:}")
    fi
  done
  (( ${#candidates} )) && _describe 'belay' candidates
}
# Loaded from fpath the file is the first TAB itself; sourced it only announces the function.
if [[ ${funcstack[1]} == _belay ]]; then
  _belay "$@"
else
  compdef _belay belay
fi
)sh";

constexpr std::string_view kFish = R"sh(# belay completion for fish: belay completion fish | source
function __belay_complete
  set -l words (commandline -opc) (commandline -ct)
  for line in ($words[1] __complete -- $words[2..-1] 2>/dev/null)
    if test "$line" = ":files"
      __fish_complete_path (commandline -ct)
    else
      echo $line
    end
  end
end
complete -c belay -f -a '(__belay_complete)'
)sh";

}  // namespace

Result<std::string> completion_script(std::string_view shell) {
  if (shell == "bash") return std::string{kBash};
  if (shell == "zsh") return std::string{kZsh};
  if (shell == "fish") return std::string{kFish};
  return fail(Errc::usage, fmt::format("'{}' is not bash, zsh or fish", shell));
}

}  // namespace belay::app
