import { expect, test } from '@jest/globals';
import type { SessionView } from '../../../../src/core/ports/sessions.js';
import type { SessionMetadata } from '../../../../src/core/session.js';
import { withSession, withSessionList } from '../../../../src/tui/model/state.js';
import { sessionRow } from '../../../support/sessions.js';
import { stateWith } from '../../../support/tui/session-state.js';

const made = sessionRow({ id: 'one' });
const beingMade = sessionRow({ id: 'one', status: 'creating' });

const listed = (session: SessionMetadata, directoryExists: boolean): SessionView => ({
  session,
  revision: '',
  directoryExists,
});

test('a directory that is not there yet is not gone, also once the session was made', () => {
  const reserved = withSession(stateWith([]), beingMade);
  const during = withSessionList(reserved, [listed(beingMade, false)]);
  expect(during.sessions.get('one')).toMatchObject({ directoryExists: true });
  expect(withSession(during, made).sessions.get('one')).toMatchObject({ directoryExists: true });
});

test('a list that was read while a session was being made takes nothing of it back', () => {
  const after = withSessionList(withSession(stateWith([]), made), [listed(beingMade, false)]);
  expect(after.sessions.get('one')).toEqual({ metadata: made, directoryExists: true });
});

test('a directory that is gone is', () => {
  const after = withSessionList(withSession(stateWith([]), made), [listed(made, false)]);
  expect(after.sessions.get('one')).toMatchObject({ directoryExists: false });
});
