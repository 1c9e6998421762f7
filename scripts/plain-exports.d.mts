export function withPlainExports(code: string): string;
