import type { WorkQuestion } from '../../core/ports/diff-reader.js';
import type { Oid } from '../../core/repository.js';
import { findLandedBefore } from '../merge/landed-before.js';
import { mergeBase } from '../merged.js';
import { branchRef, readRef } from '../refs.js';
import { findGround } from '../remote/ground.js';
import type { GitRunner } from '../run.js';

/** See `RepositoryReader.workBase`. */
export async function findWorkBase(
  git: GitRunner,
  repo: string,
  { target, ...source }: WorkQuestion,
): Promise<Oid | undefined> {
  const oid = await readRef(git, repo, branchRef(target));
  if (oid === undefined) return undefined;
  const { ontoOid } = await findGround(git, repo, { branch: target, oid });
  const landed = await findLandedBefore(git, repo, { ...source, ontoOid });
  return mergeBase(git, repo, landed?.groundOid ?? ontoOid, source.sourceOid);
}
