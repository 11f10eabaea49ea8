import { createSecureContext } from 'node:tls';
import { diagnose } from '../diagnostics/diagnose.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { ClientCertificate } from './credentials.ts';
import type { Filled } from './fill.ts';
import { type ReadVariable, valuesOf } from './variable-reader.ts';
import type { Part } from './ways.ts';

/** Fills the part of a client certificate: undefined when certificate or key is not set, a finding when they do not fit each other. */
export function fillCertificate(
  { variables }: Part & { kind: 'certificate' },
  read: ReadVariable,
): Filled | Diagnostic | undefined {
  const found = valuesOf({
    cert: read(variables.certificate, 'text'),
    key: read(variables.key, 'text'),
    passphrase: read(variables.keyPassphrase),
    ca: read(variables.ca, 'text'),
  });
  if ('problem' in found) return found.problem;
  const { cert, key, passphrase, ca } = found.values;
  if (cert === undefined || key === undefined) return undefined;
  const certificate: ClientCertificate = {
    cert,
    key,
    ...(passphrase === undefined ? {} : { passphrase }),
    ...(ca === undefined ? {} : { ca }),
  };
  try {
    createSecureContext(certificate);
  } catch {
    // What OpenSSL says about it names none of the variables.
    const names = [variables.certificate, variables.key, ...(ca === undefined ? [] : [variables.ca])];
    return diagnose(
      'credentials/invalid-value',
      `${names.join(', ')}: these are not a certificate and its key.`,
      {
        hint: `Both are in PEM. Set ${variables.keyPassphrase} when the key is encrypted.`,
      },
    );
  }
  return { certificate, secrets: passphrase === undefined ? [] : [passphrase] };
}
