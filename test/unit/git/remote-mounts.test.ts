import { expect, test } from '@jest/globals';
import { requireAnswers } from '../../../src/git/remote-mounts.js';
import { caught } from '../../support/caught.js';

const MOUNTS = `22 1 8:1 / / rw - ext4 /dev/sda1 rw
23 22 0:20 / /proc rw - proc proc rw
40 22 0:50 / /mnt/nfs rw shared:5 - nfs4 server:/export rw
41 22 0:51 / /mnt/nfs/local rw - tmpfs tmpfs rw
42 22 0:52 / /mnt/my\\040files rw - fuse.sshfs me@host: rw
`;

function asking(mounts: string, isAlive: boolean) {
  const probed: string[] = [];
  const answer = (...paths: string[]) =>
    requireAnswers(paths, {
      mounts: async () => mounts,
      probe: async (path) => {
        probed.push(path);
        return isAlive;
      },
    });
  return { probed, answer };
}

test('asks only file systems that others serve, each once', async () => {
  const { probed, answer } = asking(MOUNTS, true);
  await answer('/home/me', '/mnt/nfsx', '/mnt/nfs/local/a', '/mnt/nfs/a', '/mnt/nfs/b', '/mnt/nfs');
  await answer('/mnt/my files/app');
  expect(probed).toEqual(['/mnt/nfs/a', '/mnt/my files/app']);
});

test('refuses what does not answer, and names its mount', async () => {
  const { answer } = asking(MOUNTS, false);
  await answer('/home/me');
  expect(await caught(answer('/home/me', '/mnt/nfs/app'))).toMatchObject({
    code: 'timeout',
    message: 'The file system of /mnt/nfs/app does not answer.',
    hint: expect.stringContaining('/mnt/nfs;'),
  });
});

test('asks nobody where there is no list of mounts, or none is served', async () => {
  const { probed, answer } = asking('', false);
  await answer('/mnt/nfs/app');
  expect(probed).toEqual([]);
});

test('takes what is not there for an answer', async () => {
  const mounts = async () => '22 1 8:1 / / rw - nfs server:/ rw\n';
  await expect(requireAnswers(['/no/such/place', '/'], { mounts })).resolves.toBeUndefined();
});
