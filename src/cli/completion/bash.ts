import { lookUps, quoted, valueCases, valued } from './posix.js';
import type { CommandNode } from './tree.js';

/** Completion for bash 3.2 and later; nothing but bash itself is needed. */
export function bashCompletion(nodes: readonly CommandNode[]): string {
  return `# Completion of qtui for bash: eval "$(qtui completion bash)"

# What may follow the words of a command.
_qtui_node() {
  commands='' options='' valued='' places=() variadic=''
  case "$1" in
${nodes.map(nodeCase).join('\n')}
    *) return 1 ;;
  esac
}

# What may be the value of an option: "COMMAND OPTION".
_qtui_values() {
  case "$1" in
${valueCases(nodes, ({ values, kind }) => (kind ? `kind=${kind}` : `offered=${quoted(values.join(' '))}`)).join('\n')}
  esac
}
${BODY}`;
}

function nodeCase({ path, commands, options, places, isVariadic }: CommandNode): string {
  const words = (list: readonly string[]) => quoted(list.join(' '));
  return [
    `    ${quoted(path)})`,
    `      commands=${words(commands.map(({ name }) => name))}`,
    `      options=${words(options.flatMap(({ names }) => names))}`,
    `      valued=${words(valued(options).flatMap(({ names }) => names))}`,
    `      places=(${places.map((kind) => kind ?? 'text').join(' ')}) variadic=${isVariadic ? 1 : "''"} ;;`,
  ].join('\n');
}

function lookUpCase([kind, words]: readonly [string, string]): string {
  return [
    `    ${kind})`,
    `      while IFS= read -r line; do _qtui_offer "\${line%%$'\\t'*}"; done \\`,
    `        < <(${words}) ;;`,
  ].join('\n');
}

const BODY = `
# Bash cuts words at ":" and "=" too: puts together again what no blank parts.
_qtui_words() {
  local i word rest=$COMP_LINE joined=''
  words=() cword=0
  for ((i = 0; i < \${#COMP_WORDS[@]}; i++)); do
    word=\${COMP_WORDS[i]}
    if ((i > 0)) && [[ -n $rest && $rest != [[:space:]]* ]]; then
      words[\${#words[@]} - 1]+=$word
    else
      words[\${#words[@]}]=$word
      rest=\${rest#"\${rest%%[![:space:]]*}"}
    fi
    rest=\${rest#"$word"}
    ((i == COMP_CWORD)) && cword=$((\${#words[@]} - 1))
  done
}

# Adds a candidate, quoted as the word was begun; "before" is what readline leaves as it is.
_qtui_offer() {
  local text=$1 reply
  [[ $text == "$plain"* ]] || return 0
  case "$quote" in
    "'") [[ $text != *"'"* ]] || return 0; reply=$prefix$text ;;
    '"') [[ $text != *[\\"\\\\\\$\\\`]* ]] || return 0; reply=$prefix$text ;;
    *) printf -v reply '%q' "$text"; reply=$prefix$reply ;;
  esac
  COMPREPLY[\${#COMPREPLY[@]}]=\${reply#"$before"}
}

_qtui_offer_kind() {
  local line
  case "$1" in
${Object.entries(lookUps('"$program"')).map(lookUpCase).join('\n')}
    file | directory)
      compopt -o filenames 2>/dev/null
      local action=-f
      [[ $1 == directory ]] && action=-d
      # Readline quotes names of files itself.
      while IFS= read -r line; do COMPREPLY[\${#COMPREPLY[@]}]=$line; done \\
        < <(compgen "$action" -- "$plain") ;;
  esac
}

_qtui() {
  local IFS=$' \\t\\n' program=$1 words cword node='' option='' place=0 only='' i word
  local commands options valued places variadic kind='' offered=''
  COMPREPLY=()
  _qtui_words
  _qtui_node ''
  for ((i = 1; i < cword; i++)); do
    word=\${words[i]}
    if [[ -z $only && $word == -- ]]; then
      only=1
    elif [[ -z $only && $word == -* ]]; then
      if [[ " $valued --host-socket " == *" $word "* ]]; then
        ((i++))
        ((i == cword)) && option=$word
      fi
    elif [[ -z $only && $place == 0 && " $commands " == *" $word "* ]]; then
      node=\${node:+$node }$word
      _qtui_node "$node"
    else
      ((place++))
    fi
  done
  local cur=\${words[cword]} prefix='' quote='' plain before raw=\${COMP_WORDS[COMP_CWORD]}
  [[ $raw == [:=] ]] && raw=''
  if [[ -z $only && -z $option && $cur == --*=* ]]; then
    option=\${cur%%=*}
    prefix=$option=
    cur=\${cur#*=}
  fi
  before=$prefix$cur
  before=\${before%"$raw"}
  plain=$cur
  case "$cur" in
    \\'*) quote="'" plain=\${cur#\\'} ;;
    \\"*) quote='"' plain=\${cur#\\"} ;;
    *) plain=\${cur//\\\\/} ;;
  esac
  if [[ -n $option ]]; then
    _qtui_values "$node $option"
    for word in $offered; do _qtui_offer "$word"; done
    _qtui_offer_kind "$kind"
    return 0
  fi
  if [[ -z $only && $cur == -* ]]; then
    for word in $options; do _qtui_offer "$word"; done
    return 0
  fi
  for word in $commands; do _qtui_offer "$word"; done
  if ((place < \${#places[@]})); then
    _qtui_offer_kind "\${places[place]}"
  elif [[ -n $variadic ]]; then
    _qtui_offer_kind "\${places[\${#places[@]} - 1]}"
  fi
  return 0
}

# The function of "qtui sessions switch --shell bash".
_qtui_qcd() {
  local COMP_LINE="qtui sessions switch \${COMP_LINE#* }" COMP_CWORD=$((COMP_CWORD + 2))
  local COMP_WORDS=(qtui sessions switch "\${COMP_WORDS[@]:1}")
  _qtui qtui
}

complete -F _qtui qtui
complete -F _qtui_qcd qcd
`;
