import { diagnose } from '../../diagnostics/diagnose.ts';
import { quotedSlots } from '../../expression/embedding.ts';
import type { Expression } from '../../expression/expression.ts';
import type { Template } from '../../expression/template.ts';
import type { CompileContext } from '../compile/compile-context.ts';

/**
 * Checks a payload that is the text of a JSON body (clauses G3, G4): what no values could make JSON is found before a run begins.
 */
export function checkJsonText(context: CompileContext, payload: Template, pointer: string): void {
  const parts = partsOf(payload);
  // What was meant as one expression has a finding of its own.
  if (parts === undefined || (typeof parts[0] === 'string' && parts[0].startsWith('$'))) return;
  const place = context.located.place(pointer);
  const quoted = quotedSlots(parts);
  if (isJson(sampleOf(parts, quoted))) return;
  const message =
    parts.length > 1
      ? 'The payload is not JSON, whatever stands in the places of its expressions.'
      : 'The payload is a text, and not JSON.';
  const hint =
    'Look for a missing quote, comma or bracket, or write the payload as a map or list, which is written as JSON.';
  context.report(diagnose('step/payload-not-json', message, { place, hint }));
}

/** The text with a value in each slot that can stand there: a digit within a string or a number, elsewhere a string, which may also name a member. */
function sampleOf(parts: readonly (string | Expression)[], quoted: readonly boolean[]): string {
  const slot = (index: number): string => {
    const before = parts[index - 1] ?? '';
    const after = parts[index + 1] ?? '';
    const isInNumber =
      typeof before !== 'string' ||
      typeof after !== 'string' ||
      /[-+.\deE]$/.test(before) ||
      /^[.\deE]/.test(after);
    return quoted[index] || isInNumber ? '1' : '""';
  };
  return parts.map((part, index) => (typeof part === 'string' ? part : slot(index))).join('');
}

function partsOf(payload: Template): readonly (string | Expression)[] | undefined {
  if (payload.kind === 'text') return payload.parts;
  return payload.kind === 'literal' && typeof payload.value === 'string' ? [payload.value] : undefined;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
