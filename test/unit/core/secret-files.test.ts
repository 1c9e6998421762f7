import { expect, test } from '@jest/globals';
import { hasPrivateKey, isSecretName } from '../../../src/core/secret-files.js';

test('a file of secrets is told by its name, and source code is none', () => {
  for (const name of [
    '.env',
    'a/.env.local',
    'secrets.yml',
    'credentials',
    'id_rsa',
    'x/server.KEY',
    'prod.tfvars',
  ]) {
    expect([name, isSecretName(name)]).toEqual([name, true]);
  }
  for (const name of [
    'env.ts',
    '.env.example',
    'src/secrets.ts',
    'id_map.py',
    'credentials.go',
    'keys/readme.md',
    'envelope',
  ]) {
    expect([name, isSecretName(name)]).toEqual([name, false]);
  }
  expect(hasPrivateKey('-----BEGIN OPENSSH PRIVATE KEY-----')).toBe(true);
  expect(hasPrivateKey('-----BEGIN PUBLIC KEY-----')).toBe(false);
});
