import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { QtuiError } from '../../../src/core/errors.js';
import {
  type Appearance,
  MAX_CLIPBOARD_ANSWER,
  type PaneInfo,
  type PaneLaunch,
} from '../../../src/core/ports/host.js';
import { ProtocolError } from '../../../src/pty/protocol/codec.js';
import * as messages from '../../../src/pty/protocol/messages.js';
import type { HostEvent, Notification } from '../../../src/pty/protocol/protocol.js';

const json = (value: unknown) => Buffer.from(JSON.stringify(value));

const launch: PaneLaunch = {
  paneId: 'p',
  sessionId: 's',
  agentKind: 'shell',
  title: 't',
  argv: ['sh', '-c', 'x'],
  cwd: '/',
  env: { A: 'b' },
  cols: 80,
  rows: 24,
  typedPrompt: 'hi',
  setup: { argv: ['npm', 'ci'], cwd: '/w', openMark: '/w/open' },
};
const OPTIONAL = new Set(['typedPrompt', 'setup']);

const pane: PaneInfo = {
  paneId: 'p',
  sessionId: 's',
  agentKind: 'shell',
  title: 't',
  programTitle: '',
  workingDirectory: '/tmp',
  progress: { state: 'error', percent: 40 },
  cwd: '/',
  argv: ['sh'],
  pid: 7,
  cols: 80,
  rows: 24,
  agentState: 'idle',
  stateSince: 5,
  unseen: true,
  bell: true,
  unreadInput: 4096,
  activity: { counterId: 'c0ffee', prompts: 3, lastActive: 7 },
  exit: { code: 1, signal: 0 },
};

const appearance: Appearance = {
  foreground: 0xd0d0d0,
  background: 0x101010,
  cursor: 0xffffff,
  palette: [0, 0xcd0000],
  scheme: 'light',
};

const notifications: readonly Notification[] = [
  { method: 'show', paneId: 'p', cols: 80, rows: 24 },
  { method: 'hide', paneId: 'p' },
  { method: 'acknowledge', paneId: 'p' },
  { method: 'markSeen', paneId: 'p' },
  { method: 'appearance', appearance },
  { method: 'clipboardAnswer', requestId: 3, text: 'a\nb' },
  { method: 'clipboardAnswer', requestId: 3 },
];

const layout = { revision: 2, document: { tabs: [] } };

const events: readonly HostEvent[] = [
  { event: 'welcome', panes: [pane], layout, clients: 1, problem: 'The disk is full.' },
  { event: 'panes', panes: [pane] },
  { event: 'layout', layout },
  { event: 'bell', paneId: 'p' },
  { event: 'clipboard', paneId: 'p', text: 'copied' },
  { event: 'clipboardRead', paneId: 'p', requestId: 1 },
  { event: 'notification', paneId: 'p', title: '', body: 'done' },
  { event: 'inputTaken', paneId: 'p', bytes: 65_536 },
];

describe('what is right survives', () => {
  test.each(notifications)('the notification $method', (notification) => {
    expect(messages.decodeNotification(json(notification))).toEqual(notification);
  });

  test.each(events)('the event $event', (event) => {
    expect(messages.decodeEvent(json(event))).toEqual(event);
  });

  test('a launch', () => {
    expect(messages.decodeLaunch(JSON.parse(JSON.stringify(launch)))).toEqual(launch);
  });

  test('a pane, with and without an exit', () => {
    expect(messages.decodePaneInfo(JSON.parse(JSON.stringify(pane)))).toEqual(pane);
    const { exit: _exit, ...live } = pane;
    expect(messages.decodePaneInfo(live)).toEqual(live);
  });

  test('a capture of all history, which JSON cannot say', () => {
    const sent = messages.encodeCapture('p', { history: Number.POSITIVE_INFINITY, ansi: true });
    expect(messages.decodeCapture(JSON.parse(JSON.stringify(sent)))).toEqual({
      paneId: 'p',
      history: Number.POSITIVE_INFINITY,
      ansi: true,
    });
  });

  test('an error with everything it says', () => {
    const error = new QtuiError('pane-not-found', 'There is no pane.', {
      untouched: 'All.',
      hint: 'Look.',
      data: { paneId: 'p' },
    });
    expect(messages.decodeError(messages.encodeError(error))).toMatchObject({
      code: 'pane-not-found',
      message: 'There is no pane.',
      untouched: 'All.',
      hint: 'Look.',
      data: { paneId: 'p' },
    });
    expect(messages.decodeError({ code: 'of-the-future', message: 'm' }).code).toBe('internal');
  });

  test('a greeting of any version, whatever else it says', () => {
    expect(
      messages.decodeHello(json({ protocol: 99, version: '8', pid: 1, kind: 'robot', x: {} })),
    ).toEqual({ protocol: 99, version: '8', pid: 1 });
    expect(
      messages.decodeHello(
        json({ protocol: 99, version: '8', pid: 1, kind: 'tui', skills: ['dance', 'focus', 7] }),
      ),
    ).toEqual({ protocol: 99, version: '8', pid: 1, kind: 'tui', skills: ['focus'] });
  });

  test('sizes are brought into the range of emulators', () => {
    const show = (cols: number, rows: number) =>
      messages.decodeNotification(json({ method: 'show', paneId: 'p', cols, rows }));
    expect(show(0, 0)).toMatchObject({ cols: 2, rows: 1 });
    expect(show(99_999, 99_999)).toMatchObject({ cols: 2_000, rows: 1_000 });
  });
});

describe('what is wrong is a ProtocolError', () => {
  test.each(Object.keys(launch).filter((name) => !OPTIONAL.has(name)))(
    'a launch without %s',
    (name) => {
      expect(() => messages.decodeLaunch({ ...launch, [name]: undefined })).toThrow(ProtocolError);
      expect(() => messages.decodeLaunch({ ...launch, [name]: [1] })).toThrow(ProtocolError);
    },
  );

  test.each([
    ['fractions of cells', { ...launch, cols: 1.5 }],
    ['a negative size', { ...launch, rows: -1 }],
    ['no arguments', { ...launch, argv: [] }],
    ['a setup of no command', { ...launch, setup: { argv: [], cwd: '/' } }],
    ['a setup without directory', { ...launch, setup: { argv: ['x'] } }],
    ['numbers in the environment', { ...launch, env: { A: 1 } }],
    ['an endless id', { ...launch, paneId: 'x'.repeat(1_000) }],
  ])('%s', (_name, params) => {
    expect(() => messages.decodeLaunch(params)).toThrow(ProtocolError);
  });

  test.each(notifications)('a notification $method without one of its members', (notification) => {
    for (const name of Object.keys(notification)) {
      if (name === 'text') continue;
      const { [name]: _left, ...rest } = notification as unknown as Record<string, unknown>;
      expect(() => messages.decodeNotification(json(rest))).toThrow(ProtocolError);
    }
  });

  test.each(events)('an event $event without one of its members', (event) => {
    for (const name of Object.keys(event)) {
      if (name === 'problem') continue;
      const { [name]: _left, ...rest } = event as unknown as Record<string, unknown>;
      expect(() => messages.decodeEvent(json(rest))).toThrow(ProtocolError);
    }
  });

  test.each<[string, object]>([
    ['a colour beyond 24 bits', { foreground: 0x1_00_00_00 }],
    ['a colour below zero', { cursor: -1 }],
    ['a palette that never ends', { palette: new Array(257).fill(0) }],
    ['a scheme that is none', { scheme: 'sepia' }],
  ])('an appearance with %s', (_name, wrong) => {
    const message = { method: 'appearance', appearance: { ...appearance, ...wrong } };
    expect(() => messages.decodeNotification(json(message))).toThrow(ProtocolError);
  });

  test('a clipboard that no program would take', () => {
    const text = 'x'.repeat(MAX_CLIPBOARD_ANSWER + 1);
    const message = { method: 'clipboardAnswer', requestId: 1, text };
    expect(() => messages.decodeNotification(json(message))).toThrow(ProtocolError);
  });

  test('any JSON to any decoder gives a value or a ProtocolError', () => {
    const decoders: ((value: unknown) => unknown)[] = [
      messages.decodeLaunch,
      messages.decodePaneId,
      messages.decodeRename,
      messages.decodeHistoryRequest,
      messages.decodeCapture,
      messages.decodeLayout,
      messages.decodePaneInfo,
      (value) => messages.decodeHello(json(value)),
      (value) => messages.decodeRequest(json(value)),
      (value) => messages.decodeNotification(json(value)),
      (value) => messages.decodeResponse(json(value)),
      (value) => messages.decodeEvent(json(value)),
    ];
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        for (const decode of decoders) {
          try {
            decode(value);
          } catch (error) {
            expect(error).toBeInstanceOf(ProtocolError);
          }
        }
      }),
    );
  });
});
