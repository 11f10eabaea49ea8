import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { isObject } from '../../text/json.ts';
import type { OpenApiDescription, OperationEntry } from '../description.ts';
import type { Operation, RequestBody, Response } from '../operation.ts';
import { readAnswerContent, readContent } from './read-content.ts';
import { readConsumed, readProduced } from './read-consumed.ts';
import { declaredParameters, readParameters } from './read-parameters.ts';
import { readSecurity } from './read-security.ts';
import { readServers } from './read-servers.ts';
import { follow, type OperationReading, reportMalformed, type SourceContext } from './reading.ts';
import { child, children, type Node } from './resolve-reference.ts';

/**
 * Reads one operation with everything on the path of its request resolved, and as much of its answers as checks need. A mistake elsewhere
 * in the description is not seen. What prevents the request from being built is an error; what only hides a schema or an answer is
 * a warning (clauses 4.1, 4.2). The operation is given in either case, so that steps can be checked against what is known of it.
 */
export function readOperation(
  description: OpenApiDescription,
  entry: OperationEntry,
  context: SourceContext = {},
): { readonly operation: Operation; readonly diagnostics: readonly Diagnostic[] } {
  const diagnostics: Diagnostic[] = [];
  const reading: OperationReading = { ...context, diagnostics, description, entry };
  const { node } = entry;
  const declared = declaredParameters(reading);
  const requestBody =
    description.rules === '2.0'
      ? readConsumed(reading, declared)
      : readRequestBody(reading, child(node, 'requestBody'));
  const operation: Operation = {
    ...(entry.operationId === undefined ? {} : { operationId: entry.operationId }),
    method: entry.method,
    path: entry.path,
    pointer: node.pointer,
    servers: readServers(reading),
    parameters: readParameters(reading, declared),
    ...(requestBody === undefined ? {} : { requestBody }),
    responses: readResponses(reading, child(node, 'responses')),
    security: readSecurity(reading),
  };
  return { operation, diagnostics };
}

function readRequestBody(reading: OperationReading, at: Node | undefined): RequestBody | undefined {
  const node = at === undefined ? undefined : follow(reading, at, 'error');
  if (node === undefined) return undefined;
  if (!isObject(node.value)) {
    reportMalformed(reading, node, 'The request body is not an object.', 'error');
    return undefined;
  }
  return {
    required: node.value['required'] === true,
    content: readContent(reading, child(node, 'content')),
  };
}

function readResponses(reading: OperationReading, at: Node | undefined): Record<string, Response> {
  const responses: [string, Response][] = [];
  for (const [status, each] of children(at)) {
    if (status.startsWith('x-')) continue;
    const node = follow(reading, each, 'warning');
    if (node === undefined) continue;
    const description = child(node, 'description')?.value;
    responses.push([
      // The specification writes ranges with capitals; documents with `4xx` mean the same.
      status.toUpperCase() === 'DEFAULT' ? 'default' : status.toUpperCase(),
      {
        description: typeof description === 'string' ? description : '',
        content:
          reading.description.rules === '2.0'
            ? readProduced(reading, node)
            : readAnswerContent(reading, child(node, 'content')),
      },
    ]);
  }
  return Object.fromEntries(responses);
}
