import type { Config } from '../core/config.js';
import type { SessionType } from '../core/session.js';

type TypedParts = Pick<Config, 'branches' | 'merge' | 'project' | 'types'>;

/**
 * The settings as they hold for sessions of one type: what the type says itself stands in the
 * place of what holds for all, so that whoever reads the settings needs to know of no type.
 */
export function configForType<C extends TypedParts>(config: C, type: SessionType): C {
  const { prefix = config.branches.prefix, strategy = config.merge.strategy } = config.types[type];
  const { merge, project } = withCheck(config, type);
  return {
    ...config,
    ...(project && { project }),
    branches: { ...config.branches, prefix },
    merge: { ...merge, strategy },
  };
}

/** A type's check wins over the check of all, whoever says which; only the repository's needs trust. */
function withCheck(
  { merge, project, types }: TypedParts,
  type: SessionType,
): Pick<TypedParts, 'merge' | 'project'> {
  const theirs = project?.typeChecks?.[type];
  const check = theirs ?? types[type].check;
  if (check === true) return { merge, ...(project && { project }) };
  const { check: _former, ...commands } = project?.commands ?? {};
  const isTheirs = theirs !== undefined && check !== false;
  return {
    merge: { ...merge, check: isTheirs || check === false ? [] : check },
    ...(project && {
      project: { ...project, commands: { ...commands, ...(isTheirs && { check }) } },
    }),
  };
}
