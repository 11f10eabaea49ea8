import { formatPointer } from '../text/pointer.ts';

/** Slips of spelling that leave one reading, whatever is declared; corrected one after another. */
const slips: readonly ((text: string) => string)[] = [
  inItsCase,
  (text) => text.replace(/^(\$(?:(?:request|response)\.body|message\.payload))#(?=[.[])/, '$1'),
  // A name in brackets and quotes, as programs write a member.
  quotedWay,
  (text) => text.replace(/\[(?:'([A-Za-z0-9_-]+)'|"([A-Za-z0-9_-]+)")\]/g, '.$1$2'),
  (text) => text.replace(/^(\$(?:request|response|message))\.headers(?=\.[A-Za-z0-9])/, '$1.header'),
  (text) =>
    /^\$(?:request|response)\.body#[A-Za-z0-9_-]+(?:\/[A-Za-z0-9_/-]*)?$/.test(text)
      ? text.replace('#', '#/')
      : text,
  (text) =>
    text.replace(/^(\$(?:(?:request|response)\.body|message\.payload))(?=(?:\/[A-Za-z0-9_-]+)+$)/, '$1#'),
];

/**
 * A text as an expression without slips of spelling: in the case of its root and source (`$Response.Body#/id`, `$statuscode`), with `headers`, with a pointer
 * that lacks its `#` or its slash, with names in brackets (`$inputs['name']`). The text itself where it has none; it need not be an expression.
 */
export function withoutRootSlips(text: string): string {
  return text.startsWith('$') ? slips.reduce((draft, correct) => correct(draft), text) : text;
}

function inItsCase(text: string): string {
  if (/^\$(?:response\.)?status_?code$/i.test(text)) return '$statusCode';
  return text
    .replace(/^\$(?:inputs|outputs|steps|workflows|request|response|message)(?=[.[])/i, (root) =>
      root.toLowerCase(),
    )
    .replace(
      /^(\$(?:request|response|message))\.(?:headers?|body|payload|query|path)(?![A-Za-z0-9_-])/i,
      (whole) => whole.toLowerCase(),
    );
}

const member = String.raw`\.[^.[\]#\s'"\\]+|\[(?:0|[1-9]\d{0,8})\]|\['[^'\\]+'\]|\["[^"\\]+"\]`;
const way = new RegExp(String.raw`^(\$(?:(?:request|response)\.body|message\.payload))((?:${member})+)$`);

/** The pointer of a way into a body, one of whose names stands in brackets and quotes: it may hold anything. */
function quotedWay(text: string): string {
  const [, body, steps] = /\[['"]/.test(text) ? (way.exec(text) ?? []) : [];
  // A member `length` may be a number of items.
  if (body === undefined || steps === undefined || steps.endsWith('.length')) return text;
  const names = (steps.match(new RegExp(member, 'g')) ?? []).map((step) =>
    step.startsWith('.') ? step.slice(1) : step.replace(/^\[['"]?|['"]?\]$/g, ''),
  );
  return `${body}#${formatPointer(names)}`;
}
