/** Writers for the two icon containers. Both simply hold PNG images, which Windows Vista and macOS 10.7 read. */

/** Pixels on a side of a square PNG, from its IHDR chunk (PNG 3rd edition, section 11.2.1). */
export function pngSize(png: Buffer): number {
  if (png.length < 24 || png.toString('latin1', 1, 4) !== 'PNG' || png.toString('latin1', 12, 16) !== 'IHDR') {
    throw new Error('An icon must be made of PNG images.');
  }
  const width = png.readUInt32BE(16);
  const height = png.readUInt32BE(20);
  if (width !== height || width === 0) throw new Error(`An icon must be square; this one is ${width} × ${height}.`);
  return width;
}

const ICO_HEADER = 6;
const ICO_ENTRY = 16;
const ICO_LARGEST = 256;

/** A Windows icon: a header, one entry an image with size and place, then the images, smallest first. */
export function icoOf(images: readonly Buffer[]): Buffer {
  const sorted = images.map((png) => ({ png, size: pngSize(png) })).sort((a, b) => a.size - b.size);
  const header = Buffer.alloc(ICO_HEADER + ICO_ENTRY * sorted.length);
  header.writeUInt16LE(1, 2); // type: icon, not cursor
  header.writeUInt16LE(sorted.length, 4);
  let place = header.length;
  for (const [index, { png, size }] of sorted.entries()) {
    if (size > ICO_LARGEST) throw new Error(`A Windows icon holds at most ${ICO_LARGEST} pixels, not ${size}.`);
    const entry = ICO_HEADER + ICO_ENTRY * index;
    header.writeUInt8(size % ICO_LARGEST, entry); // 0 stands for 256
    header.writeUInt8(size % ICO_LARGEST, entry + 1);
    header.writeUInt16LE(1, entry + 4); // colour planes
    header.writeUInt16LE(32, entry + 6); // bits a pixel
    header.writeUInt32LE(png.length, entry + 8);
    header.writeUInt32LE(place, entry + 12);
    place += png.length;
  }
  return Buffer.concat([header, ...sorted.map(({ png }) => png)]);
}

/**
 * Types of the entries that hold PNG, by pixels. "@2x" entries have a type of their own, so a size can stand twice.
 * The 1x entries of 16 and 32 pixels are left out: macOS misreads PNG in them, and scales the 2x ones well.
 */
const ICNS_TYPES: ReadonlyMap<number, readonly string[]> = new Map([
  [32, ['ic11']], // 16 @2x
  [64, ['ic12']], // 32 @2x
  [128, ['ic07']],
  [256, ['ic13', 'ic08']], // 128 @2x, and 256
  [512, ['ic14', 'ic09']], // 256 @2x, and 512
  [1024, ['ic10']], // 512 @2x
]);

/** A macOS icon: "icns", the length of the whole, then type, length and image, again and again. */
export function icnsOf(images: readonly Buffer[]): Buffer {
  const entries = images.flatMap((png) => {
    const types = ICNS_TYPES.get(pngSize(png));
    if (types === undefined) throw new Error(`A macOS icon has no place for ${pngSize(png)} pixels.`);
    return types.map((type) => chunk(type, png));
  });
  return chunk('icns', Buffer.concat(entries));
}

function chunk(type: string, content: Buffer): Buffer {
  const head = Buffer.alloc(8);
  head.write(type, 'latin1');
  head.writeUInt32BE(head.length + content.length, 4);
  return Buffer.concat([head, content]);
}
