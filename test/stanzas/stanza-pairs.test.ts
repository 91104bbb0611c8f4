/**
 * Every pair of `<room>/<direction>/<case>.xml` and `<case>.json`, by direction:
 * `both` is read and written, `in` is only read (odd and hostile input; null means refused),
 * `out` is only written (commands that no peer sends to a client).
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { canonical, parseXml } from '../support/parse-xml';
import { codecs } from './codecs';

const here = import.meta.dirname;
const directions = ['both', 'in', 'out'] as const;

interface Pair {
  readonly direction: (typeof directions)[number];
  readonly name: string;
  readonly xml: string;
  readonly json: unknown;
}

function readPairs(room: string): Pair[] {
  return directions.flatMap((direction) => {
    const folder = join(here, room, direction);
    const files = existsSync(folder) ? readdirSync(folder) : [];
    const names = [...new Set(files.map((file) => basename(basename(file, '.xml'), '.json')))].sort();
    return names.map((name) => ({
      direction,
      name,
      xml: readFileSync(join(folder, `${name}.xml`), 'utf8'),
      json: JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8')) as unknown,
    }));
  });
}

/** What is left of a value once it went through JSON; absent and null are the same. */
function asJson(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value ?? null));
}

test('every folder has a codec, and every room its pairs', () => {
  const folders = readdirSync(here, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  expect(folders.map((entry) => entry.name).sort()).toEqual(Object.keys(codecs).sort());
});

describe.each(Object.entries(codecs))('%s', (room, codec) => {
  test.each(readPairs(room))('$direction: $name', ({ direction, xml, json }) => {
    const element = parseXml(xml);
    if (direction !== 'out') {
      if (codec.parse === undefined) throw new Error(`${room} reads nothing`);
      expect(asJson(codec.parse(element))).toEqual(json);
    }
    if (direction !== 'in') {
      if (codec.build === undefined) throw new Error(`${room} writes nothing`);
      // The wire is what counts: what is built is written and read again.
      const written = parseXml(codec.build(json as never).toString());
      expect(canonical(written)).toEqual(canonical(element));
    }
  });
});
