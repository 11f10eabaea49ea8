import { diagnose } from '../../diagnostics/diagnose.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { didYouMean, onlySpeltLike } from '../../diagnostics/near.ts';
import { respelling } from '../../diagnostics/respelling.ts';
import type { LocatedText } from '../../text/located-text.ts';
import type { ArazzoDescription, Reusable } from '../document.ts';
import { nameList } from '../name-list.ts';
import { actionLists, entries, isReusable, type Part, parameterLists } from '../parts.ts';
import { parseReference, type ReusableKind } from '../resolve-reusable.ts';
import type { Rule } from './rule.ts';

/** A Reusable Object refers to a component of the matching kind (clauses D7, L2); only parameters take a value (L3). */
export const reusableReference: Rule = (description, located) => {
  const lists = [
    ...parameterLists(description).map((list) => ({ ...list, kind: 'parameters' as const })),
    ...actionLists(description),
  ];
  return lists.flatMap(({ value: list, pointer, kind }) =>
    entries<object>(list, pointer).flatMap(({ value, pointer: at }) =>
      isReusable(value) ? check(description, located, kind, { value, pointer: at }) : [],
    ),
  );
};

function check(
  description: ArazzoDescription,
  located: LocatedText,
  kind: ReusableKind,
  { value: { reference, ...rest }, pointer }: Part<Reusable>,
): Diagnostic[] {
  const findings: Diagnostic[] = [];
  const problem = problemOf(description, kind, reference);
  if (problem !== undefined) {
    const place = located.place(`${pointer}/reference`);
    const meant = meantReference(description, kind, reference);
    const repair = meant === undefined ? undefined : respelling(`${pointer}/reference`, reference, meant);
    const { message, hint } = problem;
    findings.push(diagnose('document/unknown-reference', message, { place, hint, repair }));
  }
  if (kind !== 'parameters' && Object.hasOwn(rest, 'value')) {
    const message = `The value beside ${reference} is ignored: only a parameter has one.`;
    const place = located.place(`${pointer}/value`, 'key');
    findings.push(diagnose('document/ignored-field', message, { place, hint: 'Remove the value.' }));
  }
  return findings;
}

function problemOf(
  description: ArazzoDescription,
  kind: ReusableKind,
  reference: string,
): { readonly message: string; readonly hint: string } | undefined {
  const target = parseReference(reference);
  const form = `$components.${kind}.<name>`;
  if (target === undefined) {
    return { message: `"${reference}" is not a reference to a component.`, hint: `Write ${form}.` };
  }
  if (target.kind !== kind) {
    const hint = `Write ${form}, or move the component there.`;
    return { message: `"${reference}" names one of the ${target.kind}; ${kind} are wanted here.`, hint };
  }
  const names = Object.keys(description.components?.[kind] ?? {});
  if (names.includes(target.name)) return undefined;
  const known =
    names.length === 0 ? 'The components have none of this kind.' : `There are ${nameList(names)}.`;
  const message = `The components have no "${target.name}" among their ${kind}.`;
  return { message, hint: didYouMean(target.name, names) ?? known };
}

/**
 * The reference to the only component of the wanted kind whose name is spelt like the one that is named: in another form, such as `#/components/parameters/page`,
 * or of a kind that there is not, such as `parameter`.
 */
function meantReference(
  { components = {} }: ArazzoDescription,
  kind: ReusableKind,
  reference: string,
): string | undefined {
  const [, named, name] =
    /^\{?(?:\$components\.|#\/components\/)([A-Za-z]+)[./]([A-Za-z0-9._-]+)\}?$/.exec(reference) ?? [];
  // A component of another kind is there: which of the two is wrong, its kind or its place, is not known.
  const isOther = named !== kind && Object.hasOwn(components, named ?? '');
  if (name === undefined || isOther) return undefined;
  const names = Object.keys(components[kind] ?? {});
  const meant = names.includes(name) ? name : onlySpeltLike(name, names);
  return meant === undefined ? undefined : `$components.${kind}.${meant}`;
}
