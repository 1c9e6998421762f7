import { QtuiError } from '../../core/errors.js';
import type { BuildOptions, MergePlan } from '../../core/merge.js';
import { coAuthorTrailer, parseTrailer } from '../../core/trailers.js';
import type { OptionDefinition } from '../command.js';

export interface MessageOptions {
  message?: string;
  /** Lines that are ready to be trailers. */
  trailer?: readonly string[];
  coAuthor?: readonly string[];
  sign?: boolean;
}

/** Options that say what the commit of a merge is like. */
export const MESSAGE_OPTIONS: readonly OptionDefinition[] = [
  { flags: '-m, --message <text>', description: 'message of the merge or squash commit' },
  {
    flags: '--trailer <line>',
    description: '"Key: value" at the end of that message; may be repeated',
    parse: collect((text) => (parseTrailer(text) === undefined ? undefined : text.trim()), {
      what: 'trailer',
      how: 'Key: value',
    }),
  },
  {
    flags: '--co-author <author>',
    description: '"Name <mail>" as a further author; may be repeated',
    parse: collect(coAuthorTrailer, { what: 'author', how: 'Name <mail>' }),
  },
  { flags: '--sign', description: 'sign the commits, whatever commit.gpgSign says' },
  { flags: '--no-sign', description: 'do not sign them' },
];

function collect(
  parse: (text: string) => string | undefined,
  { what, how }: { what: string; how: string },
): (text: string, previous: unknown) => string[] {
  return (text, previous) => {
    const line = parse(text);
    if (line === undefined) {
      throw new QtuiError('usage', `${JSON.stringify(text)} is no ${what}.`, {
        untouched: 'Nothing was changed.',
        hint: `Write it as "${how}".`,
      });
    }
    return [...(Array.isArray(previous) ? previous : []), line];
  };
}

/** How the commit of the plan is made; throws `usage` where its strategy makes none like that. */
export function buildOptions(plan: MergePlan, options: MessageOptions): BuildOptions {
  const { strategy } = plan.request;
  const asked = [...(options.coAuthor ?? []), ...(options.trailer ?? [])];
  if (asked.length > 0 && strategy !== 'merge' && strategy !== 'squash') {
    throw unfit(`A merge by ${strategy} leaves messages as they are, so it adds no trailers.`);
  }
  if (options.sign && strategy === 'ff-only') {
    throw unfit('A merge by ff-only makes no commit that could be signed.');
  }
  const { message, sign } = options;
  return {
    message: message ?? plan.suggestedMessage,
    // Who else has written the work is said whatever the message is.
    trailers: message === undefined ? asked : [...plan.trailers, ...asked],
    ...(sign !== undefined && { sign }),
  };
}

function unfit(message: string): QtuiError {
  return new QtuiError('usage', message, {
    untouched: 'Nothing was changed.',
    hint: 'Use --strategy merge or squash.',
  });
}
