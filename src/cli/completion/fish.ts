import { lookUps, valued } from './posix.js';
import type { CommandNode, OptionNode, WordKind } from './tree.js';

/** Completion for fish 3. */
export function fishCompletion(nodes: readonly CommandNode[]): string {
  return `# Completion of qtui for fish: qtui completion fish > ~/.config/fish/completions/qtui.fish

# What may follow the words of a command.
function __qtui_node
    set --global __qtui_commands
    set --global __qtui_valued
    switch "$argv[1]"
${nodes.map(nodeCase).join('\n')}
    end
end
${BODY}
${nodes.flatMap(nodeLines).join('\n')}

complete --command qcd --no-files --arguments '(__qtui_session)'
`;
}

/** In single quotes, where fish takes a backslash for itself. */
function quoted(text: string): string {
  return `'${text.replace(/[\\']/g, '\\$&')}'`;
}

function nodeCase({ path, commands, options }: CommandNode): string {
  const names = valued(options).flatMap((option) => option.names);
  return [
    `        case ${quoted(path)}`,
    `            set __qtui_commands ${commands.map(({ name }) => name).join(' ')}`,
    `            set __qtui_valued ${names.join(' ')}`,
  ]
    .map((line) => line.trimEnd())
    .join('\n');
}

function nodeLines({ path, commands, options, places, isVariadic }: CommandNode): string[] {
  const at = (place?: string) =>
    `complete --command qtui --condition ${quoted(`__qtui_at ${quoted(path)}${place === undefined ? '' : ` ${place}`}`)}`;
  return [
    ...commands.map(
      ({ name, summary }) => `${at('0')} --arguments ${name} --description ${quoted(summary)}`,
    ),
    ...options.map((option) => `${at()} ${optionWords(option)}`),
    ...places.flatMap((kind, index) => {
      const isLast = isVariadic && index === places.length - 1;
      return kind ? [`${at(isLast ? `${index}+` : `${index}`)} ${kindWords(kind)}`] : [];
    }),
  ];
}

function optionWords({ names, description, takesValue, values, kind }: OptionNode): string {
  const flags = names.map((name) =>
    name.startsWith('--') ? `--long-option ${name.slice(2)}` : `--short-option ${name.slice(1)}`,
  );
  const value = !takesValue
    ? []
    : values.length > 0
      ? [`--exclusive --arguments ${quoted(values.join(' '))}`]
      : kind
        ? ['--require-parameter', kindWords(kind)]
        : ['--exclusive'];
  return [...flags, ...value, `--description ${quoted(description)}`].join(' ');
}

function kindWords(kind: WordKind): string {
  switch (kind) {
    case 'session':
    case 'skill':
    case 'branch':
      return `--no-files --arguments '(__qtui_${kind})'`;
    case 'directory':
      return "--no-files --arguments '(__fish_complete_directories)'";
    case 'file':
      return '--force-files';
  }
}

function lookUpFunction([kind, words]: readonly [string, string]): string {
  return `function __qtui_${kind}\n    ${words}\nend`;
}

const BODY = `
${Object.entries(lookUps('command qtui')).map(lookUpFunction).join('\n\n')}

# Whether the words before the cursor are this command, with so many arguments: "1", or "1+".
function __qtui_at --argument-names wanted place
    set --local node ''
    set --local count 0
    set --local only 0
    set --local skip 0
    __qtui_node ''
    for word in (commandline --tokenize --cut-at-cursor --current-process)[2..]
        if test $skip = 1
            set skip 0
        else if test $only = 0 -a "$word" = --
            set only 1
        else if test $only = 0; and string match --quiet -- '-*' $word
            if contains -- $word $__qtui_valued --host-socket
                set skip 1
            end
        else if test $only = 0 -a $count = 0; and contains -- $word $__qtui_commands
            set node (string trim "$node $word")
            __qtui_node $node
        else
            set count (math $count + 1)
        end
    end
    test "$node" = "$wanted"; or return 1
    test -z "$place" -a $only = 0; and return 0
    if string match --quiet -- '*+' "$place"
        test $count -ge (string trim --right --chars=+ $place)
    else
        test "$count" = "$place"
    end
end

complete --command qtui --no-files`;
