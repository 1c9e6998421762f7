/** What can be told of a side's file in a line: what it is, how large, and where it leads. */
import type { ConflictFile, ConflictStage } from '../../../core/merge.js';
import { formatBytes, printable } from '../../../core/text.js';

const SIGNATURES: readonly (readonly [name: string, bytes: readonly number[]])[] = [
  ['PNG image', [0x89, 0x50, 0x4e, 0x47]],
  ['JPEG image', [0xff, 0xd8, 0xff]],
  ['GIF image', [0x47, 0x49, 0x46, 0x38]],
  ['PDF', [0x25, 0x50, 0x44, 0x46]],
  ['zip archive', [0x50, 0x4b, 0x03, 0x04]],
  ['gzip archive', [0x1f, 0x8b]],
  ['ELF program', [0x7f, 0x45, 0x4c, 0x46]],
  ['WebAssembly', [0x00, 0x61, 0x73, 0x6d]],
  ['SQLite database', [0x53, 0x51, 0x4c, 0x69, 0x74, 0x65]],
];

const LONGEST_TARGET = 200;

export function fileFacts(
  stage: ConflictStage | undefined,
  file: ConflictFile | undefined,
): string {
  if (!stage) return 'no file';
  switch (stage.mode) {
    case '120000':
      return `a link to ${textIn(file)}`;
    case '160000':
      return `a submodule at the commit ${stage.oid.slice(0, 12)}`;
    default: {
      const what = stage.mode === '100755' ? 'an executable file' : 'a file';
      const size = file ? `, ${formatBytes(file.size)}` : '';
      return `${what}${size}${file?.isBinary ? `, ${binaryWords(file)}` : ''}`;
    }
  }
}

function textIn(file: ConflictFile | undefined): string {
  const bytes = file?.bytes?.slice(0, LONGEST_TARGET);
  return bytes ? printable(new TextDecoder().decode(bytes)) : 'somewhere';
}

function binaryWords({ bytes }: ConflictFile): string {
  const found = SIGNATURES.find(([, signature]) =>
    signature.every((byte, index) => bytes?.[index] === byte),
  );
  return found ? found[0] : 'not text';
}
