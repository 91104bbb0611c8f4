/** Names of groups in one text box: separated by commas; a name that holds a comma or begins with a quotation mark is quoted. */

/** Undefined: a quotation mark is never closed. */
export function parseGroups(text: string): readonly string[] | undefined {
  const groups = new Set<string>();
  let at = 0;
  while (at < text.length) {
    const rest = text.slice(at);
    const space = rest.length - rest.trimStart().length;
    if (rest.trimStart().startsWith('"')) {
      const name = quoted(text, at + space);
      if (name === undefined) return undefined;
      groups.add(name.value);
      const comma = text.indexOf(',', name.end);
      at = comma < 0 ? text.length : comma + 1;
    } else {
      const comma = text.indexOf(',', at);
      const end = comma < 0 ? text.length : comma;
      groups.add(text.slice(at, end).trim());
      at = end + 1;
    }
  }
  groups.delete('');
  return [...groups];
}

function quoted(text: string, start: number): { readonly value: string; readonly end: number } | undefined {
  let value = '';
  for (let at = start + 1; at < text.length; at += 1) {
    if (text.charAt(at) !== '"') value += text.charAt(at);
    else if (text.charAt(at + 1) === '"') {
      value += '"';
      at += 1;
    } else return { value, end: at + 1 };
  }
  return undefined;
}

export function formatGroups(groups: readonly string[]): string {
  return groups
    .map((name) =>
      name.includes(',') || name.startsWith('"') || name.trim() !== name ? `"${name.replaceAll('"', '""')}"` : name,
    )
    .join(', ');
}
