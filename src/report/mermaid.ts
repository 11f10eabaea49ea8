import type { Diagram, DiagramEdge, DiagramNode } from './diagram.ts';

/** A diagram as a Mermaid flowchart. Texts of the document cannot leave their place in it. */
export function mermaid({ nodes, edges }: Diagram): string {
  const lines = ['flowchart TD', ...nodes.map(nodeLine), ...edges.map(edgeLine)];
  return `${lines.map((line, index) => (index === 0 ? line : `  ${line}`)).join('\n')}\n`;
}

function nodeLine({ id, kind, title, detail }: DiagramNode): string {
  const text = `"${escaped(title)}${detail === undefined ? '' : `<br/>${escaped(detail)}`}"`;
  switch (kind) {
    case 'step':
      return `${id}[${text}]`;
    case 'elsewhere':
      return `${id}[[${text}]]`;
    default:
      return `${id}([${text}])`;
  }
}

function edgeLine({ from, to, kind, label }: DiagramEdge): string {
  const arrow = kind === 'success' ? '-->' : '-.->';
  return `${from} ${arrow}${label === '' ? '' : `|"${escaped(label)}"|`} ${to}`;
}

/** Everything but letters, digits and a few signs as an entity, which Mermaid writes with `#` for `&`. */
function escaped(text: string): string {
  return text.replaceAll(/[^\p{L}\p{N} .,:;/_=+*()'-]/gu, (character) => `#${character.codePointAt(0)};`);
}
