/** Whom of the other sessions the changes of one meet, for a column and a line. */
import { meetingWords, type SessionMeetings, willConflict } from '../../../core/radar-words.js';
import { printable } from '../../../core/text.js';

/** As it is shown; its texts are printable. */
export interface SessionOverlap {
  /** What the others are called; those that it would conflict with first. Empty for nobody. */
  readonly others: readonly string[];
  /** Merging it would conflict with one of them, or with its target. */
  readonly willConflict: boolean;
  /** All of it in words; '' for nothing. */
  readonly words: string;
}

/** `titleOf` knows what a session is called now; those that it does not know are left out. */
export function overlapOf(
  meetings: SessionMeetings,
  titleOf: (id: string) => string | undefined,
): SessionOverlap {
  const others = meetings.others.flatMap((other) => {
    const title = titleOf(other.id);
    return title === undefined ? [] : [{ ...other, title }];
  });
  return {
    others: others.map(({ title }) => printable(title)),
    willConflict: willConflict({ ...meetings, others }),
    words: printable(meetingWords({ ...meetings, others })),
  };
}
