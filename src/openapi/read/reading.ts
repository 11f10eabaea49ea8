import { diagnose } from '../../diagnostics/diagnose.ts';
import type { Diagnostic, Severity } from '../../diagnostics/diagnostic.ts';
import type { OpenApiDescription, OperationEntry } from '../description.ts';
import { type BrokenReference, type Node, placeOf, resolveReference } from './resolve-reference.ts';

/** One reading of a description, or of a part of it: what was found so far. */
export interface Reading {
  /** Findings are added here. */
  readonly diagnostics: Diagnostic[];
}

/** What is known of the source of an operation when it is read. */
export interface SourceContext {
  /** The source description's name, for hints. */
  readonly source?: string;
  /** The user names the server, so that it does not matter that the description has none that can be reached. */
  readonly serverGiven?: boolean;
  /** Parameters whose declarations cannot be had are taken as not declared (clause 4.2, lenient mode). */
  readonly isLenient?: boolean;
}

/** One operation being read. */
export interface OperationReading extends Reading, SourceContext {
  readonly description: OpenApiDescription;
  readonly entry: OperationEntry;
}

/** The node itself, or what its Reference Object leads to; undefined, with a finding, when that leads nowhere. */
export function follow(reading: Reading, node: Node, severity: Severity): Node | undefined {
  const found = resolveReference(node);
  if (!('reason' in found)) return found;
  reportBroken(reading, found, severity);
  return undefined;
}

/** Reports a reference that leads nowhere. Circles, dangling references and missing documents have the same severity (clause 4.2). */
export function reportBroken(reading: Reading, broken: BrokenReference, severity: Severity): void {
  const [code, says, hint] = brokenReferences[broken.reason];
  const place = placeOf(broken.node, '$ref');
  const why = broken.why === undefined ? '' : ` ${broken.why}`;
  const message = `The reference "${broken.reference}" ${says}.${why}`;
  reading.diagnostics.push(diagnose(code, message, { place, hint, severity }));
}

/** Code, message and hint for each way in which a reference can lead nowhere. */
const brokenReferences = {
  dangling: [
    'source/dangling-reference',
    'points at nothing',
    'Correct the reference, or add what it points at to the description.',
  ],
  circular: [
    'source/circular-reference',
    'leads back to itself, or from reference to reference without an end',
    'Let one of the references of the circle be the object itself.',
  ],
  unavailable: [
    'source/dangling-reference',
    'leads to a document that could not be read',
    'Correct the reference, or bundle the description into one document.',
  ],
} as const;

/** Reports an element that has not the shape which OpenAPI gives it. */
export function reportMalformed(reading: Reading, node: Node, message: string, severity: Severity): void {
  const hint = 'Correct the description; see its specification for the shape of this element.';
  reading.diagnostics.push(diagnose('source/malformed', message, { place: placeOf(node), hint, severity }));
}
