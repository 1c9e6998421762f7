/** A text that a model is given as data, under a name. */
export interface Exhibit {
  name: string;
  text: string;
}

/**
 * The texts one after the other, each between two lines that none of the texts has, so that a text
 * cannot end itself and go on as an instruction.
 */
export function fenced(exhibits: readonly Exhibit[]): { text: string; fence: string } {
  const all = exhibits.map(({ text }) => text).join('\n');
  let number = 1;
  while (all.includes(`DATA-${number}`)) number += 1;
  const fence = `DATA-${number}`;
  const text = exhibits
    .map(({ name, text: data }) => `[${fence} ${name}]\n${ended(data)}[/${fence}]`)
    .join('\n');
  return { text, fence };
}

/** The beginning of a text, and how much more there was. */
export function cut(text: string, most: number): string {
  if (text.length <= most) return text;
  return `${text.slice(0, most)} [${text.length - most} more characters]`;
}

function ended(text: string): string {
  return text === '' || text.endsWith('\n') ? text : `${text}\n`;
}
