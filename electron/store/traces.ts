/** What messages of a deleted conversation are known by when they come again: ids that the other side can't choose. */

/** By the id that the own server gave it (XEP-0359). */
export function archiveTrace(id: string): string {
  return `archive ${id}`;
}

/** Of what the user sent, by its stanza id. */
export function ownTrace(id: string): string {
  return `own ${id}`;
}
