import { diagnose } from '../diagnostics/diagnose.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { ClientCertificate, Placement } from './credentials.ts';
import { fillCertificate } from './fill-certificate.ts';
import { fillGrant } from './fill-grant.ts';
import type { Grant } from './grant.ts';
import type { Binding } from './token-endpoint.ts';
import type { ReadVariable } from './variable-reader.ts';
import type { Part } from './ways.ts';

/** A part whose variables are all set: a credential on its place, a grant to obtain one by, or a certificate. */
export interface Filled {
  readonly placement?: Placement;
  readonly grant?: Grant;
  readonly certificate?: ClientCertificate;
  /** The texts to mask, in every form they may turn up in. */
  readonly secrets: readonly string[];
  /** The variable that holds a live key. */
  readonly live?: string;
}

/** Fills a part from the environment: undefined when a variable is not set, a finding when one is set and unusable. */
export function fill(part: Part, read: ReadVariable, binding: Binding): Filled | Diagnostic | undefined {
  switch (part.kind) {
    case 'bearer':
      return fillOne(part.token, read, (value) => authorization(`Bearer ${value}`));
    case 'apiKey':
      return fillKey(part, read);
    case 'basic':
      return fillBasic(part, read);
    case 'authorization':
      return fillAuthorization(part, read);
    case 'grant':
      return fillGrant(part, read, binding);
    case 'certificate':
      return fillCertificate(part, read);
    case 'unsupported': {
      const isMeant = part.variables.length > 0 && part.variables.every((name) => read(name) !== undefined);
      return isMeant ? unsupported(part.what, part.variables) : undefined;
    }
  }
}

function fillOne(
  variable: string,
  read: ReadVariable,
  place: (value: string) => Placement,
): Filled | Diagnostic | undefined {
  const reading = read(variable);
  if (reading === undefined) return undefined;
  if ('problem' in reading) return reading.problem;
  const { value } = reading;
  return filled(place(value), value, [encodeURIComponent(value)], variable);
}

/** A cookie is sent as it is, so that a value must be one of its own (RFC 6265, section 4.1.1). */
function fillKey(part: Part & { kind: 'apiKey' }, read: ReadVariable): Filled | Diagnostic | undefined {
  const key = fillOne(part.key, read, (value) => ({ in: part.in, name: part.name, value }));
  if (part.in !== 'cookie' || key === undefined || 'code' in key) return key;
  if (/^("?)[!\x23-\x2b\x2d-\x3a\x3c-\x5b\x5d-\x7e]*\1$/.test(key.placement!.value)) return key;
  const message = `${part.key} has a character that the cookie "${part.name}" cannot hold.`;
  const hint =
    'Set it to the value as the cookie has it: without spaces, commas, semicolons and backslashes, which are percent-encoded where the server reads them so.';
  return diagnose('credentials/invalid-value', message, { hint });
}

/** The value is the user's, whole; that it is of the scheme that is asked for can be told by its first word. */
function fillAuthorization(
  part: Part & { kind: 'authorization' },
  read: ReadVariable,
): Filled | Diagnostic | undefined {
  const reading = read(part.value);
  if (reading === undefined) return undefined;
  if ('problem' in reading) return reading.problem;
  const [, scheme, secret] = /^([^ ]+) +(.+)$/.exec(reading.value) ?? [];
  if (scheme?.toLowerCase() !== part.scheme.toLowerCase()) {
    const message = `${part.value} does not begin with the HTTP scheme "${part.scheme}".`;
    const hint = `Set it to the whole value of the field: ${part.scheme} <credentials>.`;
    return diagnose('credentials/invalid-value', message, { hint });
  }
  return filled(authorization(reading.value), secret!, [reading.value], part.value);
}

function fillBasic(part: Part & { kind: 'basic' }, read: ReadVariable): Filled | Diagnostic | undefined {
  const username = read(part.username);
  const password = part.password === undefined ? { value: '' } : read(part.password, 'line or nothing');
  if (username === undefined || password === undefined) return undefined;
  if ('problem' in username) return username.problem;
  if ('problem' in password) return password.problem;
  // RFC 7617: the first colon ends the user name.
  if (username.value.includes(':')) {
    return diagnose('credentials/invalid-value', `${part.username} has a colon in it.`, {
      hint: 'A user name for HTTP Basic has none; the password is a variable of its own.',
    });
  }
  const encoded = Buffer.from(`${username.value}:${password.value}`).toString('base64');
  // An account's id is no secret. A key that stands alone is one.
  const secret = password.value === '' ? username.value : password.value;
  return filled(authorization(`Basic ${encoded}`), secret, [encoded], part.username);
}

function authorization(value: string): Placement {
  return { in: 'header', name: 'Authorization', value };
}

function filled(placement: Placement, secret: string, forms: readonly string[], variable: string): Filled {
  const secrets = [...new Set([secret, ...forms])];
  return { placement, secrets, ...(/^[sr]k_live_/.test(secret) ? { live: variable } : {}) };
}

function unsupported(what: string, variables: readonly string[]): Diagnostic {
  const message = `${variables.join(' and ')} ask for ${what}, which is not supported yet.`;
  const hint = 'Pass the Authorization header as a parameter of the step.';
  return diagnose('credentials/unsupported-scheme', message, { hint });
}
