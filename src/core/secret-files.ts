/** Names of files that hold secrets and keys, as git's ignore patterns. */
export const SECRET_FILES: readonly string[] = [
  ...['.env*', 'secrets.*', 'credentials*', '*.tfstate*', '*.tfvars'],
  ...['*.pem', '*.key', '*.p12', '*.pfx', '*.jks', '*.keystore', '*.kdbx', 'id_*'],
];

/** Of programs that handle secrets, and of what shows how a file of secrets is written. */
const HARMLESS =
  /\.(?:[cm]?[jt]sx?|py|rb|go|rs|java|kt|cs|c|h|cc|cpp|hpp|php|swift|scala|ex|exs|vue|md|html|css|example|sample|template|dist)$/i;

const PRIVATE_KEY = /-----BEGIN [A-Z0-9 ]*PRIVATE KEY/;

const patterns = SECRET_FILES.map(
  (pattern) => new RegExp(`^${pattern.replace(/[.]/g, '\\$&').replaceAll('*', '[^/]*')}$`, 'i'),
);

/** Whether a file is one to keep to oneself, by its name alone; source code never is. */
export function isSecretName(path: string): boolean {
  const name = path.slice(path.lastIndexOf('/') + 1);
  return !HARMLESS.test(name) && patterns.some((pattern) => pattern.test(name));
}

/** Whether a text has a private key in it. */
export function hasPrivateKey(text: string): boolean {
  return PRIVATE_KEY.test(text);
}
