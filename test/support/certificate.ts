import { generateKeyPairSync, sign } from 'node:crypto';

/** A certificate with its key, in PEM. */
export interface MadeCertificate {
  readonly cert: string;
  readonly key: string;
}

/**
 * Makes a self-signed certificate for tests: P-256, valid from 2020 to 2049, its own authority, for the name given and for 127.0.0.1.
 * Node can make keys but no certificates, so the few structures of X.509 (RFC 5280, section 4.1) that one needs are written here.
 */
export function makeCertificate(name: string): MadeCertificate {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const algorithm = sequence(oid('2a8648ce3d040302'));
  const person = sequence(tagged(0x31, sequence(oid('550403'), tagged(0x0c, Buffer.from(name)))));
  const valid = sequence(...['200101000000Z', '490101000000Z'].map((at) => tagged(0x17, Buffer.from(at))));
  const authority = extension('551d13', sequence(tagged(0x01, Buffer.from([0xff]))));
  const address = extension('551d11', sequence(tagged(0x87, Buffer.from([127, 0, 0, 1]))));
  const content = sequence(
    tagged(0xa0, integer(2)),
    integer(1),
    algorithm,
    person,
    valid,
    person,
    publicKey.export({ type: 'spki', format: 'der' }),
    tagged(0xa3, sequence(authority, address)),
  );
  const signature = Buffer.concat([Buffer.from([0]), sign('sha256', content, privateKey)]);
  const der = sequence(content, algorithm, tagged(0x03, signature));
  const lines = der.toString('base64').match(/.{1,64}/g)!;
  return {
    cert: ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n'),
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
  };
}

/** A DER element: tag, length, content. */
function tagged(tag: number, content: Buffer): Buffer {
  const { length } = content;
  const size =
    length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
}

function sequence(...parts: readonly Buffer[]): Buffer {
  return tagged(0x30, Buffer.concat(parts));
}

function oid(hex: string): Buffer {
  return tagged(0x06, Buffer.from(hex, 'hex'));
}

function integer(value: number): Buffer {
  return tagged(0x02, Buffer.from([value]));
}

function extension(id: string, value: Buffer): Buffer {
  return sequence(oid(id), tagged(0x04, value));
}
