/** `['a', 'b']`, the way the older services wrote lists in their error sentences. */
export function quotedList(items: readonly string[]): string {
  return `[${items.map((item) => `'${item}'`).join(', ')}]`;
}
