/**
 * The `.member` and `[index]` steps of a text that is nothing but those, in order; undefined when it is anything else.
 * `.items[0].id` is `['items', 0, 'id']`.
 */
export function parseNavigation(text: string): (string | number)[] | undefined {
  const step = /\.([^.[\]#\s]+)|\[(0|[1-9][0-9]{0,8})\]/y;
  const steps: (string | number)[] = [];
  while (step.lastIndex < text.length) {
    const match = step.exec(text);
    if (match === null) return undefined;
    steps.push(match[1] ?? Number(match[2]));
  }
  return steps;
}
