/**
 * The smallest client: it takes the terminal, shows its process id, and leaves it in the way that
 * a key asks for.
 */
import { CellBox } from '../../../../src/tui/terminal/cell-box.js';
import { openOuterTerminal } from '../../../../src/tui/terminal/open.js';

const terminal = openOuterTerminal({
  input: process.stdin,
  output: process.stdout,
  env: process.env,
  color: 'auto',
  unicode: 'auto',
  mouse: true,
});

let lines: string[] = [];
function show(text: string): void {
  lines = [...lines, text];
  terminal.requestRender();
}

new CellBox({
  parent: terminal.screen,
  left: 0,
  top: 0,
  width: '100%',
  height: '100%',
  paint: (surface) => {
    surface.write(0, 0, `pid ${process.pid} ready 漢 ${terminal.size.cols}x${terminal.size.rows}`);
    lines.forEach((line, index) => {
      surface.write(0, index + 1, line);
    });
  },
});

terminal.onSignal((signal) => {
  terminal.dispose();
  process.stdout.write(`after ${signal}\n`);
  process.exitCode = 7;
});
terminal.onResize(() => terminal.requestRender());
terminal.onCapabilitiesChanged(() => show(`ctrl-m ${terminal.capabilities.distinguishesCtrlM}`));
terminal.onKey((event) => {
  switch (event.key) {
    case 'd':
      terminal.dispose();
      process.stdout.write('after dispose\n');
      break;
    case 'e':
      process.exit(3);
      break;
    case 't':
      setImmediate(() => {
        throw new Error('nobody catches this');
      });
      break;
    case 'r':
      void Promise.reject(new Error('nobody awaits this'));
      break;
    case 's':
      // The signal handlers that remain are those of Node itself.
      terminal.dispose();
      process.kill(process.pid, 'SIGTERM');
      break;
    default:
      show(`key ${event.ctrl ? 'ctrl-' : ''}${event.key}`);
  }
});
terminal.requestRender();
