/** What the window knows of a file before anything of it is decoded. */
export { readHeader } from '../../electron/contract/picture-header';

/** It begins as an SVG drawing does: markup, with or without an XML declaration. */
export function looksLikeSvg(bytes: Uint8Array<ArrayBuffer>): boolean {
  const start = new TextDecoder().decode(bytes.subarray(0, 1024)).trimStart();
  return /^(?:<\?xml|<!--|<!doctype svg|<svg)/iu.test(start) && /<svg|<\?xml/iu.test(start);
}
