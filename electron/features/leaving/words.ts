/** The few words that an export holds beside what people wrote. */
export const leavingWords = {
  folder: (account: string, day: string): string => `Candor ${account} ${day}`,
  title: (account: string): string => `Everything of ${account}`,
  subtitle: (time: string): string => `As the service and this computer had it on ${time}`,
  contacts: 'Contacts',
  card: 'Card',
  rooms: 'Bookmarked rooms',
  blocked: 'Blocked',
  stored: 'Private storage',
  nodes: 'Personal nodes',
  waiting: 'Messages that wait at the service',
  missing: 'Not in this export',
  nothing: 'Nothing.',
  unread: 'This could not be read.',
  archive: 'Only in the archive of the service',
  archiveCut: (code: string): string => `The archive could not be read to its end (${code}).`,
  conversations: 'Conversations',
} as const;
