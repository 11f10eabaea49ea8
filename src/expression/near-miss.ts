import { near } from '../diagnostics/near.ts';
import { formatPointer } from '../text/pointer.ts';
import { readExpression, roots, sources } from './grammar.ts';
import { parseNavigation } from './navigation.ts';

/** The form of each kind of expression, by its root. */
const forms: ReadonlyMap<string, string> = new Map([
  [
    'request',
    '$request.header.<name>, $request.query.<name>, $request.path.<name> or $request.body#/<pointer>',
  ],
  ['response', '$response.header.<name> or $response.body#/<pointer>'],
  ['message', '$message.header.<name> or $message.payload#/<pointer>'],
  ['inputs', '$inputs.<name>'],
  ['outputs', '$outputs.<name>'],
  ['steps', '$steps.<stepId>.outputs.<name>'],
  ['workflows', '$workflows.<workflowId>.outputs.<name> or $workflows.<workflowId>.inputs.<name>'],
  ['sourceDescriptions', '$sourceDescriptions.<name>.<operationId, workflowId or url>'],
  ['components', '$components.parameters.<name>, .successActions.<name> or .failureActions.<name>'],
]);

/** Corrections of one slip each; several slips are corrected one after another. */
const corrections: readonly ((text: string) => string)[] = [
  (text) => text.trim(),
  (text) => /^\{(\$[^{}]*)\}$/.exec(text)?.[1] ?? text,
  correctRoot,
  (text) => (/^\$response\.status(?:_?code)?$/i.test(text) ? '$statusCode' : text),
  (text) => (/^\$request(?=\.(?:url|method)$)/.test(text) ? `$${text.slice('$request.'.length)}` : text),
  correctSource,
  correctOutputs,
  (text) => text.replace(/^(\$[^#]+)#(?=[^/#.[\]]+(?:\/[^#]*)?$)/, '$1#/'),
  correctNavigation,
];

/** The expression that someone who wrote this text probably meant; undefined when nothing near it parses. */
export function nearMiss(text: string): string | undefined {
  const corrected = corrections.reduce((draft, correct) => correct(draft), text);
  return corrected !== text && parses(corrected) ? corrected : undefined;
}

/** The next step for someone whose text is not an expression. */
export function nearMissHint(text: string): string {
  const corrected = nearMiss(text);
  if (corrected?.endsWith('/length') === true)
    return `Write ${corrected}, if that is a member named "length"; no expression counts items.`;
  if (corrected !== undefined) return `Write ${corrected}.`;
  if (/^\$[^#{}]+#\/[^#]*[{}]/.test(text))
    return 'In Arazzo 1.1 a selector of type jsonpointer leads to names with braces.';
  const root = /^\$([A-Za-z]+)/.exec(text)?.[1] ?? '';
  const form = forms.get(root);
  if (form !== undefined) return `Its form is ${form}.`;
  if (roots.includes(root)) return `Write $${root} alone.`;
  return `Expressions begin with ${roots.map((word) => `$${word}`).join(', ')}.`;
}

function parses(text: string): boolean {
  return 'kind' in readExpression(text);
}

function correctRoot(text: string): string {
  const root = /^\$([A-Za-z_-]+)/.exec(text)?.[1];
  if (root === undefined || roots.includes(root)) return text;
  const meant = near(root, roots)[0];
  return meant === undefined ? text : `$${meant}${text.slice(1 + root.length)}`;
}

function correctSource(text: string): string {
  const match = /^\$(request|response|message)\.([A-Za-z]+)/.exec(text);
  if (match === null) return text;
  const kind = match[1] as keyof typeof sources;
  const written = match[2]!;
  if (sources[kind].includes(written)) return text;
  const content = kind === 'message' ? 'payload' : 'body';
  const meant = /^(?:body|payload|content)$/.test(written) ? content : near(written, sources[kind])[0];
  return meant === undefined ? text : `$${kind}.${meant}${text.slice(match[0].length)}`;
}

/** `$steps.a.id` and `$workflows.a.id` lack `.outputs`; words that name something else are left alone. */
function correctOutputs(text: string): string {
  const match = /^(\$(?:steps|workflows)\.[A-Za-z0-9_-]+)\.([A-Za-z0-9_-]+)/.exec(text);
  if (match === null) return text;
  const [whole, owner, word] = match as unknown as [string, string, string];
  if (/^(?:inputs|outputs|request|response|statusCode|steps)$/.test(word)) return text;
  const rest = text.slice(whole.length);
  // The id itself has a dot, which no expression can spell.
  if (rest.startsWith('.outputs.')) return text;
  const isMisspelt = rest.startsWith('.') && near(word, ['outputs']).length > 0;
  return isMisspelt ? `${owner}.outputs${rest}` : `${owner}.outputs.${word}${rest}`;
}

/** Dots and brackets after an expression become a JSON Pointer: only simple conditions know them (clause K10). */
function correctNavigation(text: string): string {
  if (parses(text)) return text;
  const content = /^\$(?:(?:request|response)\.body|message\.payload)#?/.exec(text)?.[0];
  const end = content?.length ?? text.indexOf('[');
  if (end < 0) return text;
  const base = text.slice(0, end).replace(/#$/, '');
  const rest = text.slice(end);
  if (content !== undefined && rest.startsWith('/')) return `${base}#${rest}`;
  const steps = parseNavigation(/^[.[]/.test(rest) ? rest : `.${rest}`);
  // A slash leads on, too.
  const names = steps?.flatMap((step) => String(step).split('/'));
  return names === undefined ? text : `${base}#${formatPointer(names)}`;
}
