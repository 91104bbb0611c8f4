/** Names in certificates (RFC 4514), in words. */

/** Who a name like "C=US, O=Example Trust, CN=R11" stands for: the organization, else the common name, else all of it. */
export function certificateName(name: string): string {
  return partOf(name, 'O') ?? partOf(name, 'CN') ?? name;
}

function partOf(name: string, type: string): string | undefined {
  // A value may hold a comma; the next part begins with its type.
  const found = new RegExp(`(?:^|, )${type}=(.+?)(?=, [A-Za-z]+=|$)`, 'u').exec(name);
  return found?.[1];
}
