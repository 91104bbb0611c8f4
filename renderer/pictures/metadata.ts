/**
 * What a picture's file tells beside the picture: read only to name what is taken away. Nothing of it goes anywhere,
 * since what is sent is drawn anew.
 */
import { load } from 'exifreader';

export const metadataKinds = ['place', 'camera', 'time', 'author', 'text', 'software', 'thumbnail', 'other'] as const;
export type MetadataKind = (typeof metadataKinds)[number];

/** What of the names of tags (Exif 3.0, IPTC IIM, XMP) tells what; the rest is about how to draw the picture. */
const TELLING: readonly (readonly [kind: MetadataKind, name: RegExp])[] = [
  ['place', /^GPS|Latitude|Longitude|Altitude|^(?:City|Sub-?location|Country|Province|State)/iu],
  ['camera', /^(?:Make|Model|Lens|.*SerialNumber|CameraOwnerName|MakerNote|HostComputer|BodySerial)/iu],
  ['time', /Date|^(?:SubSec|OffsetTime|TimeStamp)/iu],
  ['author', /^(?:Artist|Author|Copyright|Creator(?!Tool)|By-line|XPAuthor|Credit|Writer|Rights)/iu],
  [
    'text',
    /^(?:ImageDescription|UserComment|Comment|Caption|Headline|Keywords|Subject|Title|XP|Description|Persons?)/iu,
  ],
  ['software', /^(?:Software|ProcessingSoftware|CreatorTool|HistorySoftware)/iu],
];

/** Reads XML by regular expressions alone: the page may not make documents of texts (Trusted Types). */
const noParser = {
  parseFromString: () => ({ getElementsByTagName: () => [], childNodes: [] }),
};

/** Kinds that the file tells of, in the order of `metadataKinds`. What cannot be read is "other"; nothing is thrown. */
export function metadataOf(file: ArrayBuffer): readonly MetadataKind[] {
  const found = new Set<MetadataKind>();
  try {
    const tags = load(file, { expanded: true, domParser: noParser });
    for (const group of [tags.exif, tags.iptc, tags.gps, tags.pngText])
      for (const name of Object.keys(group ?? {})) for (const kind of kindsOf(name)) found.add(kind);
    if (tags.Thumbnail !== undefined) found.add('thumbnail');
    const xmp = typeof tags.xmp?._raw === 'string' ? tags.xmp._raw : '';
    for (const [, name] of xmp.matchAll(/\b(?!rdf:|xmlns:|x:)\w+:([A-Za-z]+)(?=[\s=>/])/gu))
      for (const kind of kindsOf(name ?? '')) found.add(kind);
    if (xmp !== '' && found.size === 0) found.add('other');
  } catch {
    found.add('other');
  }
  return metadataKinds.filter((kind) => found.has(kind));
}

function kindsOf(name: string): readonly MetadataKind[] {
  return TELLING.filter(([, pattern]) => pattern.test(name)).map(([kind]) => kind);
}
