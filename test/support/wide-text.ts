const TEXTS = [
  'function 計算(値) { return `é ñ ạ̈ 🙂`; } // 日本語のコメント',
  'const family = "👨‍👩‍👧‍👦 👩🏽‍💻 🏳️‍🌈", flags = "🇯🇵🇩🇪🇺🇸", heart = "❤️ ☎️ ❤";',
  'if (a < b && "한국어".length > 3) { /* ｆｕｌｌ ﾊﾝｶｸ */ x = "العربية עברית ไทย हिन्दी"; }',
  '\tconst tab = 1;\t// tab 表\t中',
  '',
];

const CLUSTERS = /"👨.*"|"العربية.*"/gu;

/** A source file of `count` lines, each different, with characters of every width. */
export function sourceOf(count: number): string {
  return Array.from({ length: count }, (_, i) => `/* ${i} */ ${TEXTS[i % TEXTS.length]}\n`).join(
    '',
  );
}

/**
 * As `sourceOf`, without clusters that most programs take for wider than they are: what an editor
 * leaves of these on the screen depends on how many keys it gets at once.
 */
export function simpleSourceOf(count: number): string {
  return sourceOf(count).replaceAll(CLUSTERS, '"👍 ☕"');
}

/** Every rendition, alone and together, on narrow and wide text. */
export function renditions(): string {
  const codes = [
    ...[1, 2, 3, 4, 5, 7, 8, 9, 21, 53, '4:2', '4:3', '4:4', '4:5'],
    ...['4:3;58:2::255:128:0', '4;58:5:44', '1;2;3;4;7;9', '31', '92', '43', '107', '38;5;208'],
    ...['48;5;24', '38;2;12;34;56', '48;2;200;100;50', '7;38;2;1;2;3;48;2;4;5;6', '2;31'],
  ];
  const lines = codes.map((code) => `\x1b[${code}mtext 漢字 👍🏽 \x1b[K\x1b[0m ${code}`);
  return `${lines.join('\n')}\n`;
}
