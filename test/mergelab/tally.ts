import { SETTLED_BY } from './answers.js';
import type { ReplayedMerge } from './replay.js';

type Counts = Record<string, number>;

/** What the merges of one repository say, in numbers. */
export interface Tally {
  repository: string;
  /** Merges that the default branch has. */
  total: number;
  replayed: number;
  states: Counts;
  clean: { identical: number; differs: number };
  /** Conflicts by their kind. */
  kinds: Counts;
  /** Of each kind: those whose committed file one of the choices gives. */
  identical: Counts;
  /** What can be told of text conflicts. */
  texts: Counts;
  /** How people settled hunks. */
  hunks: Counts;
  /** Hunks as people settled them that the validators have nothing against, by how. */
  accepted: Counts;
  /** Rejections of what people committed, by their code. */
  rejections: Counts;
  /** What the engine made of what people committed. */
  resolved: Counts;
  asked: { ofGit: number; agreed: number };
  ms: { median: number; p99: number; highest: number };
  crashes: string[];
  /** Commits worth a look, by what is worth it; the first ones. */
  notable: Record<string, string[]>;
}

/** Commits that are named for each reason. */
const NAMED = 20;

/** Adds up as merges come, so that thousands of them take no memory. */
export class Tallying {
  readonly tally: Tally;
  readonly #ms: number[] = [];

  constructor(repository: string, total: number) {
    this.tally = {
      ...{ repository, total, replayed: 0, states: {} },
      clean: { identical: 0, differs: 0 },
      ...{ kinds: {}, identical: {}, texts: {}, hunks: {}, accepted: {}, rejections: {} },
      ...{ resolved: {}, asked: { ofGit: 0, agreed: 0 } },
      ms: { median: 0, p99: 0, highest: 0 },
      crashes: [],
      notable: {},
    };
  }

  add(commit: string, merge: ReplayedMerge): void {
    const { tally } = this;
    tally.replayed += 1;
    for (const reason of reasonsToLook(merge)) {
      const named = tally.notable[reason] ?? [];
      if (named.length < NAMED) tally.notable[reason] = [...named, commit];
    }
    up(tally.states, merge.state);
    if (merge.state === 'crashed') tally.crashes.push(merge.reason);
    if (merge.state === 'refused') up(tally.states, `refused: ${merge.reason}`);
    if (merge.state !== 'clean' && merge.state !== 'conflicts') return;
    this.#ms.push(merge.ms);
    if (merge.agrees !== undefined) {
      tally.asked.ofGit += 1;
      if (merge.agrees) tally.asked.agreed += 1;
    }
    if (merge.state === 'clean') {
      tally.clean[merge.isIdentical ? 'identical' : 'differs'] += 1;
      return;
    }
    up(tally.resolved, merge.resolved);
    for (const { kind, identicalChoices, text } of merge.conflicts) {
      up(tally.kinds, kind);
      if (identicalChoices.length > 0) up(tally.identical, kind);
      if (text) up(tally.texts, text.state);
      if (text?.state !== 'read') continue;
      for (const { by, rejections } of text.hunks) {
        up(tally.hunks, by);
        if (rejections.length === 0) up(tally.accepted, by);
        for (const code of rejections) up(tally.rejections, code);
      }
    }
  }

  /** The numbers as of now. */
  done(): Tally {
    const sorted = this.#ms.toSorted((a, b) => a - b);
    const at = (share: number) => Math.round(sorted[Math.floor(sorted.length * share)] ?? 0);
    this.tally.ms = { median: at(0.5), p99: at(0.99), highest: Math.round(sorted.at(-1) ?? 0) };
    return this.tally;
  }
}

function reasonsToLook(merge: ReplayedMerge): string[] {
  if (merge.state === 'clean') {
    return [
      ...(merge.agrees === false ? ['disagrees'] : []),
      ...(merge.isIdentical ? [] : ['clean, but changed']),
    ];
  }
  if (merge.state !== 'conflicts')
    return merge.state === 'refused' ? [`refused: ${merge.reason}`] : [];
  const rejected = merge.conflicts.flatMap(({ text }) =>
    text?.state === 'read' ? text.hunks.flatMap(({ rejections }) => rejections) : [],
  );
  return [
    ...(merge.agrees === false ? ['disagrees'] : []),
    ...(merge.resolved === 'identical' ? [] : [merge.resolved]),
    ...new Set(rejected.filter((code) => code !== 'lost-line')),
    ...(merge.conflicts.some(({ text }) => text?.state === 'unreadable') ? ['unreadable'] : []),
  ];
}

function up(counts: Counts, key: string, by = 1): void {
  counts[key] = (counts[key] ?? 0) + by;
}

function sum(counts: Counts): number {
  return Object.values(counts).reduce((total, each) => total + each, 0);
}

const listed = (counts: Counts) =>
  Object.entries(counts)
    .sort(([, a], [, b]) => b - a)
    .map(([key, count]) => `${key} ${count}`)
    .join(', ') || 'none';

/** For a person who waits at a terminal. */
export function report(tally: Tally): string {
  const { clean, kinds, identical, hunks, accepted, asked, ms } = tally;
  const byHow = SETTLED_BY.filter((by) => hunks[by]).map(
    (by) => `${by} ${hunks[by]} (${accepted[by] ?? 0} accepted)`,
  );
  return [
    `${tally.repository}: ${tally.replayed} of ${tally.total} merges`,
    `  ${listed(tally.states)}`,
    `  clean: ${clean.identical} identical to what people committed, ${clean.differs} not`,
    `  conflicts: ${sum(kinds)} (${listed(kinds)})`,
    `  of them settled by a choice of ours as people did: ${sum(identical)} (${listed(identical)})`,
    `  text: ${listed(tally.texts)}`,
    `  hunks: ${byHow.join(', ') || 'none'}`,
    `  said against what people committed: ${listed(tally.rejections)}`,
    `  the engine given what people committed: ${listed(tally.resolved)}`,
    `  git itself agrees in ${asked.agreed} of ${asked.ofGit}`,
    `  a merge takes ${ms.median} ms (median), ${ms.p99} ms (p99), ${ms.highest} ms at most`,
    ...tally.crashes.map((words) => `  CRASH ${words}`),
  ].join('\n');
}
