import type { HostInfo } from '../../core/ports/host.js';
import type { Hello } from './protocol.js';

/** What a host's greeting says of it. */
export function hostInfo({ pid, protocol, version, skills = [] }: Hello): HostInfo {
  return {
    ...{ pid, protocol, version, clients: 1 },
    canFocus: skills.includes('focus'),
    canRunTools: skills.includes('tools'),
    canPause: skills.includes('pause'),
    canHold: skills.includes('hold'),
    canSubmit: skills.includes('submit'),
  };
}
