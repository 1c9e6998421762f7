import type { Cause } from '../failure.js';

/**
 * What git, ssh and curl say where a remote cannot be used. The order matters: ssh's reason comes
 * before git's general "Could not read from remote repository".
 */
export const REMOTE_CAUSES: readonly Cause[] = [
  {
    words:
      /'remote-[\w-]+' is not a git command|Unable to find remote helper|transport '\w+' not allowed/i,
    code: 'remote-unreachable',
    reason: 'this git cannot use addresses of its kind',
    hint: 'Check the address with `git remote -v`; a package of git may be missing.',
  },
  {
    words: /Could not resolve (?:host|proxy)|Name or service not known|name resolution/i,
    code: 'remote-unreachable',
    reason: 'its host was not found',
    hint: 'Check the connection to the network, and the address with `git remote -v`.',
  },
  {
    words:
      /Failed to connect|Couldn't connect|Connection (?:refused|timed out|reset|closed)|timed out|unreachable|No route to host|kex_exchange|unexpected disconnect|early EOF/i,
    code: 'remote-unreachable',
    reason: 'it does not answer',
    hint: 'Check the connection to the network, and try again.',
  },
  {
    words: /Host key verification failed/,
    code: 'remote-denied',
    reason: 'its host key is not known, or is not the known one',
    hint: 'Connect once with `ssh` and check the key yourself.',
  },
  {
    words: /certificate (?:problem|verification)|SSL|TLS/,
    code: 'remote-denied',
    reason: 'its certificate is not trusted',
    hint: 'Check the address, and http.sslCAInfo in your git configuration.',
  },
  {
    words: /terminal prompts disabled|could not read (?:Username|Password)|unable to read askpass/i,
    code: 'remote-denied',
    reason: 'it wants a user name and a password, and git has none stored',
    hint: 'Sign in once with plain git and a credential helper, or use an ssh address.',
  },
  {
    words: /Permission denied \([^)]*(?:publickey|password|keyboard)[^)]*\)/,
    code: 'remote-denied',
    reason: 'it refused the ssh key',
    hint: 'Load the key with `ssh-add`, and check it with `ssh -T`.',
  },
  {
    words:
      /Repository not found|repository '[^']*' not found|does not appear to be a git repository|not a git repository|error: 404|does not exist/i,
    code: 'remote-not-found',
    reason: 'there is no such repository, or you may not see it',
    hint: 'Check its address with `git remote -v`.',
  },
  {
    words:
      /Authentication failed|error: 40[13]|Permission to \S+ denied|Access denied|Invalid username|Permission denied/i,
    code: 'remote-denied',
    reason: 'it refused the access',
    hint: 'Check your credentials, and that you may use this repository.',
  },
  {
    words: /No such remote|No remote configured|No url found for/i,
    code: 'remote-not-found',
    reason: 'there is no such remote',
    hint: 'See the remotes with `git remote -v`.',
  },
  {
    words: /couldn't find remote ref/i,
    code: 'remote-not-found',
    reason: 'it is not there any more',
    hint: 'See what is there with `git ls-remote`.',
  },
  {
    words: /error: 5\d\d|Could not read from remote repository|the remote end hung up/i,
    code: 'remote-unreachable',
    reason: 'the connection failed',
    hint: 'Try `git ls-remote` to see what is wrong.',
  },
];
