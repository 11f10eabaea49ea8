import { readFileSync, statSync } from 'node:fs';
import { resolve as resolvePath } from 'node:path';
import type { JsonSchema } from '../arazzo/document.ts';
import { diagnose } from '../diagnostics/diagnose.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Outputs } from '../expression/scope.ts';
import { isBytes } from '../plan/compile/is-bytes.ts';
import { knownProperties } from '../plan/inputs/known-properties.ts';
import { isObject } from '../text/json.ts';

/** The size beyond which no file becomes an input. */
const maxBytes = 16 * 2 ** 20;

/**
 * Puts the content of files, as base64, in the place of inputs that are given as `{ "file": path }`. Only inputs whose schema says that they are bytes
 * may name a file, and only whoever runs the workflow gives inputs: no document can name a file of this machine.
 * @param folder What relative paths resolve against.
 */
export function readFileInputs(
  inputs: Outputs,
  schema: JsonSchema | undefined,
  folder: string,
): { readonly inputs: Outputs; readonly diagnostics: readonly Diagnostic[] } {
  const { properties } = knownProperties(schema);
  const diagnostics: Diagnostic[] = [];
  const read = Object.entries(inputs).map(([name, value]) => {
    const path = isObject(value) && Object.keys(value).length === 1 ? value['file'] : undefined;
    const property = Object.hasOwn(properties, name) ? properties[name] : undefined;
    if (typeof path !== 'string' || !isBytes(property, schema)) return [name, value] as const;
    const content = contentOf(resolvePath(folder, path));
    if (content !== undefined) return [name, content] as const;
    const hint = `Give a file of at most ${maxBytes} bytes that can be read.`;
    diagnostics.push(
      diagnose('inputs/invalid', `The file "${path}" of the input "${name}" cannot be read.`, { hint }),
    );
    return [name, ''] as const;
  });
  return { inputs: Object.fromEntries(read), diagnostics };
}

function contentOf(path: string): string | undefined {
  try {
    const status = statSync(path);
    return status.isFile() && status.size <= maxBytes ? readFileSync(path, 'base64') : undefined;
  } catch {
    return undefined;
  }
}
