import { diagnose } from '../../diagnostics/diagnose.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { has } from '../lay-bases.ts';
import type { LoadedDocument } from '../loaded-document.ts';
import type { LoadedSource } from '../loaded-source.ts';
import { originsOf } from '../source-origins.ts';
import { type UsedOperation, usedOperations } from '../used-operations.ts';

/**
 * Hazards for sources that are locked and whose operations would be called at another origin than those that were accepted: the document
 * uses other operations by now, or the user gives another description. Credentials would go where nobody has agreed to.
 * @param given Names in the plan of the sources whose described servers do not matter.
 */
export function otherOrigins(
  documents: readonly LoadedDocument[],
  given: ReadonlySet<string>,
): readonly Diagnostic[] {
  return documents.flatMap((document) => {
    const used = usedOperations(document.description, document.workflowIds);
    return Object.values(document.sources).flatMap((source) =>
      given.has(source.id) ? [] : otherOriginsOf(source, used),
    );
  });
}

function otherOriginsOf(source: LoadedSource, used: readonly UsedOperation[]): readonly Diagnostic[] {
  const { id, origins: accepted } = source;
  if (accepted === undefined) return [];
  const operations = used.filter((operation) => has(source, operation));
  const others = originsOf(source, operations, 'every').filter((each) => !accepted.includes(each));
  if (others.length === 0) return [];
  const known = accepted.length === 0 ? 'none' : accepted.join(' and ');
  const message = `Source "${id}" would be called at ${others.join(' and ')}; its lock accepts ${known}.`;
  const hint = `If that is meant, accept it with heddle lock --update, or name the server with --server ${id}=url.`;
  return [diagnose('lock/other-origin', message, { hint })];
}
