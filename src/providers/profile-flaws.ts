import { expressionsIn } from '../expression/expressions-in.ts';
import type { Expression } from '../expression/expression.ts';
import { formatExpression } from '../expression/format-expression.ts';
import { parseTemplate } from '../expression/parse-template.ts';
import { escapeToken, parsePointer } from '../text/pointer.ts';
import type { LookUpSettings, ProfileSettings } from './profile-settings.ts';
import { profiles } from './profiles.ts';

/** Something in the settings of a profile that cannot be. */
export interface ProfileFlaw {
  /** RFC 6901 JSON Pointer from the settings. */
  readonly pointer: string;
  readonly message: string;
  readonly hint: string;
}

/** What cannot be in the settings of a profile beyond its shape: origins, pointers and expressions that are none, providers that are known already. */
export function profileFlaws({ name, origins, lookUps = {} }: ProfileSettings): readonly ProfileFlaw[] {
  const known = profiles.find(
    (each) => each.name === name || origins.some((origin) => each.origins.includes(origin)),
  );
  return [
    ...(known === undefined
      ? []
      : [
          {
            pointer: '',
            message: `${known.title} is known already, and its profile cannot be replaced.`,
            hint: 'Remove the profile, or give it the name and the origins of another provider.',
          },
        ]),
    ...origins.flatMap((origin, index) => originFlaws(origin, `/origins/${index}`)),
    ...Object.entries(lookUps).flatMap(([operation, lookUp]) =>
      lookUpFlaws(lookUp, `/lookUps/${escapeToken(operation)}`),
    ),
  ];
}

function originFlaws(origin: string, pointer: string): readonly ProfileFlaw[] {
  if (URL.canParse(origin) && new URL(origin).origin === origin) return [];
  const hint =
    'An origin is a scheme and a host, with a port where it is not the usual one: https://api.shop.example.';
  return [{ pointer, message: `"${origin}" is not an origin.`, hint }];
}

function lookUpFlaws(lookUp: LookUpSettings, pointer: string): readonly ProfileFlaw[] {
  const { read, match } = lookUp;
  const named = (['items', 'created', 'claim', 'next'] as const).flatMap((field) => {
    const given = lookUp[field];
    return given === undefined ? [] : pointerFlaws(given, `${pointer}/${field}`);
  });
  return [
    ...named,
    ...expressionFlaws(read, `${pointer}/read`),
    ...Object.entries(match).flatMap(([at, expected]) => {
      const place = `${pointer}/match/${escapeToken(at)}`;
      return [...pointerFlaws(at, place), ...expressionFlaws(expected, place)];
    }),
  ];
}

function pointerFlaws(text: string, pointer: string): readonly ProfileFlaw[] {
  if (parsePointer(text) !== undefined) return [];
  const hint = 'A JSON Pointer is empty, or begins with a slash: /data/0/id.';
  return [{ pointer, message: `"${text}" is not a JSON Pointer.`, hint }];
}

/** Look-ups see the request of their call, in this process or in another one after it: nothing else of the run. */
function expressionFlaws(value: unknown, pointer: string): readonly ProfileFlaw[] {
  const { template, findings } = parseTemplate(value);
  const hint =
    'Write expressions of the request: $request.body#/reference, $request.path.id; in braces within text.';
  return [
    ...findings.map(({ message }) => ({ pointer, message, hint })),
    ...expressionsIn(template)
      .filter(({ expression }) => !isOfRequest(expression))
      .map(({ expression }) => ({
        pointer,
        message: `${formatExpression(expression)} is not known of a call that may have been lost.`,
        hint,
      })),
  ];
}

function isOfRequest({ kind }: Expression): boolean {
  return kind === 'request' || kind === 'url' || kind === 'method';
}
