export const SHELLS = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof SHELLS)[number];

/** `$(…)` takes line ends off a directory's name, so that the shells of POSIX evaluate a line. */
const POSIX_FUNCTION = `qcd() {
  local line
  line="$(command qtui sessions switch --cd -- "$@")" && eval "$line"
}
`;

const FISH_FUNCTION = `function qcd --description 'Go to the directory of a qtui session'
    set --local directory (command qtui sessions switch --print -- $argv | string collect)
    and test -n "$directory"
    and cd -- $directory
end
`;

/** The function `qcd SESSION`, which goes to a session's directory, in the words of the shell. */
export function switchFunction(shell: Shell): string {
  return shell === 'fish' ? FISH_FUNCTION : POSIX_FUNCTION;
}
