/** Words of leaving a service with everything, and of arriving at another one; see `en.ts`. */
export const enLeaving = {
  'leaving.lead':
    'Take everything along, put it into another account, then clean up behind you. Nothing is deleted by itself.',
  'leaving.copy': 'Your own copy',
  'leaving.copyLead':
    'You get a folder. It holds a page to read, your messages for other programs, and a file for another service.',
  'leaving.readable': 'The files are not encrypted. Whoever gets the folder can read them.',
  'leaving.export': 'Export everything',
  'leaving.cancel': 'Cancel',
  'leaving.working.export': 'Writing the copy…',
  'leaving.working.import': 'Putting it into this account…',
  'leaving.progress': '{part}: {done}',
  'leaving.progressOf': '{part}: {done} of {of}',
  'leaving.part.roster': 'Contacts',
  'leaving.part.vcard': 'Business card',
  'leaving.part.private-xml': 'Private storage',
  'leaving.part.pep': 'What you published',
  'leaving.part.block-list': 'Blocked people',
  'leaving.part.offline': 'Waiting messages',
  'leaving.part.messages': 'Messages on this computer',
  'leaving.part.archive': 'Messages that only the archive of the service has',
  'leaving.part.bookmarks': 'Bookmarked rooms',
  'leaving.part.writing': 'Writing files',
  'leaving.exported': 'The copy is in the folder “{folder}”.',
  'leaving.exportedPart': '{part}: {count}',
  'leaving.missing': '{part}: not complete. {why}',
  'leaving.files': 'Files',

  'leaving.arrive': 'Arrive with a copy',
  'leaving.arriveLead':
    'You have a copy of another account? Its contacts, business card, rooms, blocked people and private storage can go into {jid}.',
  'leaving.open': 'Choose a copy…',
  'leaving.previewTitle': 'Put this copy into {jid}?',
  'leaving.previewFrom': 'It is a copy of {from}.',
  'leaving.adds': { one: '{part}: {count} would be added', other: '{part}: {count} would be added' },
  'leaving.hasHint': {
    one: '{count} is there already and stays as it is.',
    other: '{count} are there already and stay as they are.',
  },
  'leaving.names': 'For example {names}.',
  'leaving.asks': 'Contacts are not asked whether you may see when they are online. You can ask each of them later.',
  'leaving.import': 'Put it in',
  'leaving.imported': '{part}: {added} added, {has} were there already.',
  'leaving.importFailed': '{part}: “{name}” could not be added. {why}',
  'leaving.notImported':
    'Left out: who lets you see them, the message archive, other sessions and nicknames in rooms. Only others can give you these.',

  'leaving.stays': 'What stays with others',
  'leaving.staysLead': 'Nobody can take this back, whatever is deleted here.',
  'leaving.stays.subscriptions-of-others': 'Your contacts keep your address in their lists. Tell them where you go.',
  'leaving.stays.messages-at-others': 'What you wrote to people is on their devices and at their services.',
  'leaving.stays.archive': 'The service’s own archive of your messages. An app has no way to delete it.',
  'leaving.stays.rooms': 'What you said in rooms.',
  'leaving.stays.room-nicknames': 'Your nicknames in rooms.',
  'leaving.stays.backups': 'Copies that the service made for its own safety.',
  'leaving.stays.server-logs': 'What the service wrote down about connections.',
  'leaving.stays.counted.subscriptions-of-others': {
    one: '{count} contact keeps your address in a list of their own. Tell them where you go.',
    other: '{count} contacts keep your address in lists of their own. Tell them where you go.',
  },
  'leaving.stays.counted.messages-at-others': {
    one: 'What you wrote in {count} conversation is on the devices of others and at their services.',
    other: 'What you wrote in {count} conversations is on the devices of others and at their services.',
  },

  'leaving.clean': 'Clean up',
  'leaving.cleanLead': 'Each row by itself, and only what you choose. Make your copy first.',
  'leaving.cleanNone': 'There is nothing that can be deleted.',
  'leaving.cleanUnknown': {
    one: '{count} kind of data could not be looked at. It is not in this list, and “On the server” says why.',
    other: '{count} kinds of data could not be looked at. They are not in this list, and “On the server” says why.',
  },
} as const;
