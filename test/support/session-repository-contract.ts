import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { SessionRepository } from '../../src/core/ports/session-repository.js';
import { sessionRow } from './sessions.js';

/** What every session repository promises; `create` makes an empty one. */
export function describeSessionRepository(
  name: string,
  create: () => Promise<{ repository: SessionRepository; dispose(): Promise<void> }>,
): void {
  describe(`${name} keeps the contract of session repositories`, () => {
    let repository: SessionRepository;
    let dispose: () => Promise<void>;

    beforeEach(async () => {
      ({ repository, dispose } = await create());
    });
    afterEach(() => dispose());

    test('an empty one has nothing', async () => {
      expect(await repository.list()).toEqual({ sessions: [], warnings: [] });
      expect(await repository.get('abcdefghij')).toBeUndefined();
    });

    test('a saved row comes back by id and in the list, unknown fields included', async () => {
      const row = { ...sessionRow(), future: ['kept'] };
      const saved = await repository.save(row, null);
      expect(await repository.get(row.id)).toEqual(saved);
      expect(saved.session).toEqual(row);
      expect(await repository.list()).toEqual({ sessions: [saved], warnings: [] });
    });

    test('what is read is a copy', async () => {
      const { session } = await repository.save(sessionRow(), null);
      session.customFields['later'] = true;
      expect((await repository.get(session.id))?.session.customFields).toEqual({});
    });

    test('the newest activity is listed first', async () => {
      const times = { a: '2026-01-02', b: '2026-01-03', c: '2026-01-01' };
      for (const [id, day] of Object.entries(times)) {
        await repository.save(sessionRow({ id, lastActive: `${day}T00:00:00.000Z` }), null);
      }
      const { sessions } = await repository.list();
      expect(sessions.map(({ session }) => session.id)).toEqual(['b', 'a', 'c']);
    });

    test('a save names the revision that was read, or is refused', async () => {
      const first = await repository.save(sessionRow(), null);
      const second = await repository.save(sessionRow({ name: 'two' }), first.revision);
      expect(second.revision).not.toBe(first.revision);
      const late = repository.save(sessionRow({ name: 'late' }), first.revision);
      await expect(late).rejects.toMatchObject({ code: 'revision-conflict' });
      expect((await repository.get('abcdefghij'))?.session.name).toBe('two');
    });

    test('a new row is refused where there is one, an old one where there is none', async () => {
      await repository.save(sessionRow(), null);
      await expect(repository.save(sessionRow(), null)).rejects.toMatchObject({
        code: 'revision-conflict',
      });
      await expect(repository.save(sessionRow({ id: 'other' }), 'x')).rejects.toMatchObject({
        code: 'revision-conflict',
      });
      expect(await repository.get('other')).toBeUndefined();
    });

    test('of racing saves exactly one wins', async () => {
      const { revision } = await repository.save(sessionRow(), null);
      const results = await Promise.allSettled(
        ['a', 'b', 'c', 'd'].map((name) => repository.save(sessionRow({ name }), revision)),
      );
      const winners = results.filter(({ status }) => status === 'fulfilled');
      expect(winners).toHaveLength(1);
    });

    test('a row is deleted by its revision only', async () => {
      const first = await repository.save(sessionRow(), null);
      const second = await repository.save(sessionRow({ name: 'two' }), first.revision);
      await expect(repository.delete('abcdefghij', first.revision)).rejects.toMatchObject({
        code: 'revision-conflict',
      });
      await repository.delete('abcdefghij', second.revision);
      expect(await repository.get('abcdefghij')).toBeUndefined();
      await expect(repository.delete('abcdefghij', second.revision)).rejects.toMatchObject({
        code: 'session-not-found',
      });
    });

    test('a deleted id can be used again', async () => {
      const first = await repository.save(sessionRow(), null);
      await repository.delete('abcdefghij', first.revision);
      await repository.save(sessionRow({ name: 'again' }), null);
      expect((await repository.get('abcdefghij'))?.session.name).toBe('again');
    });

    test('rows of the same time keep their order, and times of a wrong clock are no obstacle', async () => {
      const future = '2999-01-01T00:00:00.000Z';
      for (const id of ['c', 'a', 'b']) await repository.save(sessionRow({ id }), null);
      const late = await repository.save(
        sessionRow({ id: 'late', created: future, lastActive: future }),
        null,
      );
      const ids = async () => (await repository.list()).sessions.map(({ session }) => session.id);
      expect(await ids()).toEqual(['late', 'a', 'b', 'c']);
      const back = { ...late.session, lastActive: '2000-01-01T00:00:00.000Z' };
      await repository.save(back, late.revision);
      expect(await ids()).toEqual(['a', 'b', 'c', 'late']);
      expect((await repository.get('late'))?.session).toEqual(back);
    });

    test('what belongs to a save is done before anybody else saves the row', async () => {
      const done: string[] = [];
      const { revision } = await repository.save(sessionRow(), null);
      const next = sessionRow({ name: 'next' });
      let other: Promise<unknown> = Promise.resolve();
      const saved = await repository.save(next, revision, {
        async onSaved(row) {
          expect(await repository.get('abcdefghij')).toEqual(row);
          other = repository
            .save({ ...next, name: 'other' }, row.revision)
            .then(() => done.push('other'));
          for (let turn = 0; turn < 20; turn += 1) await repository.get('nobody');
          done.push('own');
        },
      });
      await other;
      expect(done).toEqual(['own', 'other']);
      expect(saved.session.name).toBe('next');
      expect((await repository.get('abcdefghij'))?.session.name).toBe('other');
    });

    test.each(['../escape', '.hidden', 'a/b', ''])('no row is called %j', async (id) => {
      expect(await repository.get(id)).toBeUndefined();
      await expect(repository.save(sessionRow({ id }), null)).rejects.toMatchObject({
        code: 'internal',
      });
    });
  });
}
