import type { SessionDependencies } from '../dependencies.js';

/**
 * `deps` by which the registry is listed once, and again only after a change that was made by them:
 * for steps that follow each other at once. What must be known at the very moment is not for it.
 */
export function withSharedList(deps: SessionDependencies): SessionDependencies {
  const { repository } = deps;
  let listed: ReturnType<typeof repository.list> | undefined;
  const forgetAfter = async <T>(change: Promise<T>): Promise<T> => {
    try {
      return await change;
    } finally {
      listed = undefined;
    }
  };
  return {
    ...deps,
    repository: {
      list() {
        listed ??= repository.list();
        return listed;
      },
      get: (id) => repository.get(id),
      ids: () => repository.ids(),
      inspect: (id) => repository.inspect(id),
      setAside: (id) => forgetAfter(repository.setAside(id)),
      save: (session, revision, options) =>
        forgetAfter(repository.save(session, revision, options)),
      delete: (id, revision) => forgetAfter(repository.delete(id, revision)),
      clearLeftovers: () => forgetAfter(repository.clearLeftovers()),
      belongsToAnother: (session) => repository.belongsToAnother(session),
      async reconcile(worktrees, options) {
        const { sessions } = await this.list();
        const outcome = await repository.reconcile(worktrees, { rows: sessions, ...options });
        if (outcome.restored.length > 0) listed = undefined;
        return outcome;
      },
    },
  };
}
