import { lookUps, quoted, valueCases, valued } from './posix.js';
import type { CommandNode } from './tree.js';

/** Completion for zsh, by its completion system. */
export function zshCompletion(nodes: readonly CommandNode[]): string {
  return `#compdef qtui qcd
# Completion of qtui for zsh: eval "$(qtui completion zsh)" after compinit, or a file _qtui in $fpath

# What may follow the words of a command.
_qtui_node() {
  qt_commands=() qt_options=() qt_valued=() qt_places=() qt_variadic=''
  case "$1" in
${nodes.map(nodeCase).join('\n')}
    *) return 1 ;;
  esac
}

# What may be the value of an option: "COMMAND OPTION".
_qtui_values() {
  case "$1" in
${valueCases(nodes, ({ values, kind }) => (kind ? `qt_kind=${kind}` : `qt_offered=(${values.map(quoted).join(' ')})`)).join('\n')}
  esac
}
${BODY}`;
}

function nodeCase({ path, commands, options, places, isVariadic }: CommandNode): string {
  const described = (names: readonly string[], text: string) =>
    names.map((name) => quoted(`${name}:${text}`));
  return [
    `    ${quoted(path)})`,
    `      qt_commands=(${commands.flatMap(({ name, summary }) => described([name], summary)).join(' ')})`,
    `      qt_options=(${options.flatMap(({ names, description }) => described(names, description)).join(' ')})`,
    `      qt_valued=(${valued(options)
      .flatMap(({ names }) => names)
      .join(' ')})`,
    `      qt_places=(${places.map((kind) => kind ?? 'text').join(' ')}) qt_variadic=${isVariadic ? 1 : "''"} ;;`,
  ].join('\n');
}

function lookUpCase([kind, words]: readonly [string, string]): string {
  return [
    `    ${kind})`,
    "      while IFS=$'\\t' read -r name about; do",
    '        found+=("$name") shown+=("$name  -- $about")',
    `      done < <(${words})`,
    // Only what says of each word what it is takes a line a word.
    kind === 'branch' ? '      compadd -a found ;;' : '      compadd -l -d shown -a found ;;',
  ].join('\n');
}

const BODY = `
_qtui_offer_kind() {
  local -a found shown
  local name about
  case "$1" in
${Object.entries(lookUps('command qtui')).map(lookUpCase).join('\n')}
    directory) _files -/ ;;
    file) _files ;;
    *) return 1 ;;
  esac
}

_qtui() {
  local -a qt_commands qt_options qt_valued qt_places qt_offered
  local qt_variadic='' qt_kind='' node='' option='' only='' word
  local -i i place=0
  _qtui_node ''
  for ((i = 2; i < CURRENT; i++)); do
    word=\${(Q)words[i]}
    if [[ -z $only && $word == -- ]]; then
      only=1
    elif [[ -z $only && $word == -* ]]; then
      if (( \${qt_valued[(Ie)$word]} )) || [[ $word == --host-socket ]]; then
        (( ++i == CURRENT )) && option=$word
      fi
    elif [[ -z $only && -n $word && $place == 0 && -n \${(M)\${qt_commands%%:*}:#$word} ]]; then
      node=\${node:+$node }$word
      _qtui_node "$node"
    else
      (( ++place ))
    fi
  done
  if [[ -z $only && -z $option && \${words[CURRENT]} == --*=* ]]; then
    option=\${words[CURRENT]%%=*}
    compset -P '*='
  fi
  if [[ -n $option ]]; then
    _qtui_values "$node $option"
    (( \${#qt_offered} )) && compadd -a qt_offered
    _qtui_offer_kind "$qt_kind"
    return
  fi
  if [[ -z $only && \${words[CURRENT]} == -* ]]; then
    _describe -o option qt_options
    return
  fi
  (( \${#qt_commands} && place == 0 )) && _describe command qt_commands
  if (( place < \${#qt_places} )); then
    _qtui_offer_kind "\${qt_places[place + 1]}"
  elif [[ -n $qt_variadic ]]; then
    _qtui_offer_kind "\${qt_places[-1]}"
  fi
}

# The function of "qtui sessions switch --shell zsh".
_qtui_qcd() {
  words=(qtui sessions switch "\${(@)words[2,-1]}")
  (( CURRENT += 2 ))
  _qtui
}

if [[ \${funcstack[1]} == _qtui ]]; then
  if [[ $service == qcd ]]; then _qtui_qcd; else _qtui "$@"; fi
else
  compdef _qtui qtui
  compdef _qtui_qcd qcd
fi
`;
