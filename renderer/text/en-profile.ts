/** Words of cards and pictures; see `en.ts`. */
export const enProfile = {
  'settings.showPictures': 'Show pictures of contacts',
  'settings.showPicturesHint':
    'Each picture is fetched once from its owner’s service, which learns that you asked. Contacts’ programs can see that yours wants to hear of new pictures.',
} as const;
