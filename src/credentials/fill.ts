import { diagnose } from '../diagnostics/diagnose.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Placement } from './credentials.ts';
import type { Reading } from './variable-reader.ts';
import type { Part } from './ways.ts';

/** A part whose variables are all set. */
export interface Filled {
  readonly placement: Placement;
  /** The texts to mask, in every form they may turn up in. */
  readonly secrets: readonly string[];
  /** The variable that holds a live key. */
  readonly live?: string;
}

/** Fills a part from the environment: undefined when a variable is not set, a finding when one is set and unusable. */
export function fill(
  part: Part,
  read: (name: string, mayBeEmpty?: boolean) => Reading | undefined,
): Filled | Diagnostic | undefined {
  if (part.kind === 'basic') return fillBasic(part, read);
  if (part.kind === 'unsupported') {
    const isMeant = part.variables.length > 0 && part.variables.every((name) => read(name) !== undefined);
    return isMeant ? unsupported(part.what, part.variables) : undefined;
  }
  const variable = part.kind === 'bearer' ? part.token : part.key;
  const reading = read(variable);
  if (reading === undefined) return undefined;
  if ('problem' in reading) return reading.problem;
  const { value } = reading;
  return part.kind === 'bearer'
    ? filled(authorization(`Bearer ${value}`), value, [], variable)
    : filled({ in: part.in, name: part.name, value }, value, [encodeURIComponent(value)], variable);
}

function fillBasic(
  part: Part & { kind: 'basic' },
  read: (name: string, mayBeEmpty?: boolean) => Reading | undefined,
): Filled | Diagnostic | undefined {
  const username = read(part.username);
  const password = part.password === undefined ? { value: '' } : read(part.password, true);
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
  return diagnose(
    'credentials/unsupported-scheme',
    `${variables.join(' and ')} ask for ${what}, which is not supported yet.`,
    {
      hint: `Get a token yourself and set ${variables[0]!.replace(/_CLIENT_ID$/, '_TOKEN')}.`,
    },
  );
}
