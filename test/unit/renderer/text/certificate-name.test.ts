import { expect, it } from 'vitest';
import { certificateName } from '../../../../renderer/text/certificate-name';

it.each([
  ["C=US, O=Let's Encrypt, CN=R11", "Let's Encrypt"],
  ['CN=Candor private authority', 'Candor private authority'],
  ['C=DE, O=Trust, Certificates and Sons, CN=X', 'Trust, Certificates and Sons'],
  ['Authority', 'Authority'],
  ['', ''],
])('says of "%s" that it is "%s"', (name, words) => {
  expect(certificateName(name)).toBe(words);
});
