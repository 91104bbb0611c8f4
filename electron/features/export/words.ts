/** The few words that an exported conversation holds beside what people wrote. */
export const exportWords = {
  title: (name: string, jid: string): string =>
    name === jid ? `Conversation with ${jid}` : `Conversation with ${name} (${jid})`,
  subtitle: (account: string, time: string): string =>
    `Of the account ${account}, as stored on this computer on ${time}`,
  you: 'You',
  corrected: 'corrected',
  untrustedCorrection: 'claims to correct an earlier message; not trusted',
  answers: (name: string, text: string): string => (text === '' ? `answers ${name}` : `answers ${name}: “${text}”`),
  retracted: 'taken back by its author',
  cut: 'the end is missing: it was too long',
  failed: 'not sent',
  waiting: 'waits to be sent',
  refused: {
    correction: 'the correction did not arrive',
    retraction: 'taking it back did not arrive',
    reactions: 'the reaction did not arrive',
  },
} as const;
