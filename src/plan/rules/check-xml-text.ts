import { diagnose } from '../../diagnostics/diagnose.ts';
import { formatExpression } from '../../expression/format-expression.ts';
import type { Template } from '../../expression/template.ts';
import { xmlSlots } from '../../expression/xml-slots.ts';
import { placeWithin } from '../../text/place-within.ts';
import type { CompileContext } from '../compile/compile-context.ts';

/**
 * Checks a payload that is the text of an XML body (clause G4): a value can be escaped in text, attribute values and CDATA sections, and nowhere else.
 * @param written The payload as the document has it.
 */
export function checkXmlText(
  context: CompileContext,
  payload: Template,
  written: unknown,
  pointer: string,
): void {
  if (payload.kind !== 'text' || typeof written !== 'string') return;
  const { parts } = payload;
  const places = xmlSlots(parts);
  let from = 0;
  for (const [index, part] of parts.entries()) {
    const text = typeof part === 'string' ? part : `{${formatExpression(part)}}`;
    const found = written.indexOf(text, from);
    if (found >= 0) from = found + text.length;
    if (typeof part === 'string' || places[index] !== 'markup') continue;
    const place =
      found < 0
        ? context.located.place(pointer)
        : placeWithin(context.located, pointer, written, found, text.length);
    const message = `${text} stands in the markup of XML, where no value can be written safely.`;
    const hint =
      'Use it in the text of an element, in a quoted attribute value or in a CDATA section, and write names, comments and instructions out.';
    context.report(diagnose('step/payload-not-xml', message, { place, hint }));
  }
}
