// The small process that starts a test worker's programs, with the product's own code.
import { runInGroup } from '../../../src/git/process-group.js';
import { type Order, type Report, toSent } from './messages.js';

const aborts = new Map<number, AbortController>();

process.on('message', (order: Order) => {
  if (order.kind === 'abort') aborts.get(order.id)?.abort();
  else void run(order);
});
// Its worker is gone.
process.on('disconnect', () => process.exit());

async function run({ id, program, how }: Order & { kind: 'run' }): Promise<void> {
  const abort = new AbortController();
  aborts.set(id, abort);
  try {
    const ended = await runInGroup(program, {
      ...how,
      signal: abort.signal,
      onStart: (pid) => report({ id, kind: 'started', pid }),
      onStdout: (data) => report({ id, kind: 'stdout', data }),
      onStderr: (text) => report({ id, kind: 'stderr', text }),
    });
    report({
      id,
      kind: 'ended',
      ended: 'error' in ended ? { error: toSent(ended.error) } : ended,
    });
  } catch (error) {
    report({ id, kind: 'rejected', error: toSent(error as Error) });
  }
  aborts.delete(id);
}

function report(report: Report): void {
  process.send?.(report);
}
