import { diagnose } from '../../diagnostics/diagnose.ts';
import type { Place } from '../../diagnostics/place.ts';
import { child, children, nodeAt } from '../../openapi/read/resolve-reference.ts';
import type { Operation } from '../../openapi/operation.ts';
import type { LoadedDocument } from '../../sources/loaded-document.ts';
import type { LoadedOpenApi } from '../../sources/loaded-source.ts';
import type { ReviewedStep, ReviewedWorkflow } from './reviewed-step.ts';

/** Whether calls of a source are authenticated by what is known of its provider, whatever its description says. */
export type IsKnownProvider = (source: LoadedOpenApi) => boolean;

/** Reports what the descriptions themselves leave open: security that is described and not asked for or asked for and not described, servers that nobody has, and OpenAPI 2.0. */
export function checkSources(
  document: LoadedDocument,
  workflows: readonly ReviewedWorkflow[],
  isKnownProvider: IsKnownProvider,
  report: ReviewedWorkflow['report'],
): void {
  const steps = workflows.flatMap((each) => [...each.steps.values()]);
  for (const [index, { name }] of document.description.sourceDescriptions.entries()) {
    const source = document.sources[name];
    if (source?.kind !== 'openapi' || source.standIn !== undefined) continue;
    const place = document.located.place(`/sourceDescriptions/${index}/url`);
    const calls = steps.filter(
      ({ plan: { target } }) => target.kind === 'operation' && target.source === source.id,
    );
    if (source.description.rules === '2.0') {
      const message = `Source "${name}" is OpenAPI ${source.description.version}, which Arazzo does not speak of; it is read all the same.`;
      const hint = 'Nothing depends on it here; other engines may not read it.';
      report(diagnose('source/openapi-2', message, { place, hint }));
    }
    if (!isKnownProvider(source) && calls.length > 0) reportUnapplied(source, calls, place, report);
    reportUndefined(source, calls, document.located.place(`/sourceDescriptions/${index}/name`), report);
    reportPlaceholders(name, calls, place, report);
  }
}

/** Schemes that calls are asked for and that are not declared, where no alternative does without them. */
function reportUndefined(
  { id }: LoadedOpenApi,
  calls: readonly ReviewedStep[],
  place: Place,
  report: ReviewedWorkflow['report'],
): void {
  const names = new Set(
    calls.flatMap(({ called }) => {
      const alternatives = called?.operation.security ?? [];
      const lacking = alternatives.map((schemes) =>
        Object.entries(schemes).flatMap(([scheme, { scheme: declared }]) =>
          declared === undefined ? [scheme] : [],
        ),
      );
      return lacking.every((each) => each.length > 0) ? lacking.flat() : [];
    }),
  );
  for (const name of names) {
    const message = `The description of source "${id}" does not declare its security scheme "${name}".`;
    const hint =
      'How its calls are authenticated is then taken from the credentials that are there: see docs/credentials.md.';
    report(diagnose('credentials/undefined-scheme', message, { place, hint }));
  }
}

/** Schemes are declared, nothing asks for them, and no step passes a credential itself. */
function reportUnapplied(
  { name, description }: LoadedOpenApi,
  calls: readonly ReviewedStep[],
  place: Place,
  report: ReviewedWorkflow['report'],
): void {
  const root = nodeAt(description.document, '');
  const holder = description.rules === '2.0' ? '/securityDefinitions' : '/components/securitySchemes';
  const schemes = children(nodeAt(description.document, holder)).map(([scheme]) => scheme);
  const isApplied =
    child(root, 'security') !== undefined ||
    description.operations.some(({ node }) => child(node, 'security') !== undefined);
  if (schemes.length === 0 || isApplied || calls.some(passesCredential)) return;
  const message = `The description of source "${name}" declares ${schemes.length === 1 ? 'the security scheme' : 'the security schemes'} ${schemes.join(', ')}, and asks for none of them anywhere: calls go without a credential.`;
  const hint =
    'If the API wants one, pass it as a parameter of the steps, or add "security" to the description.';
  report(diagnose('credentials/not-applied', message, { place, hint }));
}

function passesCredential({ plan: { target } }: ReviewedStep): boolean {
  if (target.kind !== 'operation') return false;
  return target.parameters.some(({ name }) => /^(?:authorization|.*(?:api[-_]?key|token))$/i.test(name));
}

/** Names that are set aside for examples, and yet answer: `.example` and `.test` are not among them, because they lead nowhere by themselves (RFC 2606). */
const placeholder = /^(?:.*\.)?(?:example\.(?:com|net|org)|your[-_a-z0-9]*(?:\..*)?)$/i;

function reportPlaceholders(
  name: string,
  calls: readonly ReviewedStep[],
  place: Place,
  report: ReviewedWorkflow['report'],
): void {
  const hosts = new Set(
    calls.flatMap(({ called }) => (called === undefined ? [] : (hostOf(called.operation) ?? []))),
  );
  for (const host of hosts) {
    if (!placeholder.test(host)) continue;
    const message = `Source "${name}" is called at ${host}, which is a name for examples and not a server of this API.`;
    const hint = `Name the server that is meant with --server ${name}=https://...`;
    report(diagnose('source/placeholder-server', message, { place, hint }));
  }
}

/** The host of the server that calls go to unless another is chosen. */
function hostOf({ servers: [first] }: Operation): string | undefined {
  return first !== undefined && URL.canParse(first.url) ? new URL(first.url).hostname : undefined;
}
