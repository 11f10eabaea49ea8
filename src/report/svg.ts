import { Graph, layout } from '@dagrejs/dagre';
import { xmlText } from './xml-text.ts';
import type { Diagram, DiagramEdge, DiagramNode } from './diagram.ts';

/** Of a character in the drawing's monospaced type, in pixels. */
const letter = 7.3;
const lineHeight = 17;
const margin = 24;
/** Labels of edges are broken into lines of this many characters. */
const labelWidth = 38;

interface Point {
  readonly x: number;
  readonly y: number;
}

interface Box extends Point {
  readonly width: number;
  readonly height: number;
}

/** A diagram as a whole SVG document that stands alone: no script, no reference to anything outside it. */
export function svg(diagram: Diagram): string {
  const graph = new Graph({ multigraph: true });
  graph.setGraph({ rankdir: 'TB', nodesep: 50, ranksep: 46, edgesep: 24, marginx: margin, marginy: margin });
  for (const node of diagram.nodes) graph.setNode(node.id, sizeOf(node));
  for (const [index, edge] of diagram.edges.entries()) {
    const lines = broken(edge.label);
    const width = Math.max(0, ...lines.map((line) => line.length)) * letter + (lines.length > 0 ? 10 : 0);
    graph.setEdge(
      edge.from,
      edge.to,
      { width, height: lines.length * lineHeight, labelpos: 'c' },
      `e${index}`,
    );
  }
  layout(graph);
  const { width = 0, height = 0 } = graph.graph() as { width?: number; height?: number };
  const edges = diagram.edges.map((edge, index) => {
    const laid = graph.edge({ v: edge.from, w: edge.to, name: `e${index}` }) as {
      points: Point[];
    } & Partial<Box>;
    return { edge, laid };
  });
  const nodes = diagram.nodes.map((node) => nodeShape(node, graph.node(node.id) as Box));
  const name = xmlText(`Workflow ${diagram.workflowId}`);
  return `<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label="${name}" viewBox="0 0 ${rounded(width)} ${rounded(height)}" width="${rounded(width)}" height="${rounded(height)}" font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, monospace" font-size="12">
<title>${name}</title>
<defs>${Object.entries(colours)
    .map(
      ([kind, colour]) =>
        `<marker id="${kind}" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="7" markerHeight="7" orient="auto"><path d="M0 0L10 5L0 10z" fill="${colour}"/></marker>`,
    )
    .join('')}</defs>
<rect width="100%" height="100%" fill="#ffffff"/>
${edges.map(({ edge, laid }) => edgeLine(edge, edge.from === edge.to ? loop(graph.node(edge.from) as Box) : through(laid.points))).join('\n')}
${nodes.join('\n')}
${edges.flatMap(({ edge, laid }) => edgeLabel(edge, laid)).join('\n')}
</svg>
`;
}

const colours = { success: '#2f6f4f', failure: '#a33a3a', retry: '#8a6d1f', first: '#5b5f97' } as const;

const fills: Readonly<Record<DiagramNode['kind'], readonly [fill: string, stroke: string]>> = {
  start: ['#eef1f6', '#55607a'],
  step: ['#ffffff', '#2b3245'],
  elsewhere: ['#f2f0fa', '#5b5f97'],
  completed: ['#e6f3eb', '#2f6f4f'],
  failed: ['#f9e9e9', '#a33a3a'],
};

function sizeOf({ title, detail = '' }: DiagramNode): { width: number; height: number } {
  return {
    width: Math.ceil(Math.max(title.length, detail.length) * letter) + 28,
    height: (detail === '' ? 1 : 2) * lineHeight + 18,
  };
}

function nodeShape({ kind, title, detail }: DiagramNode, { x, y, width, height }: Box): string {
  const [fill, stroke] = fills[kind];
  const radius = kind === 'step' || kind === 'elsewhere' ? 6 : height / 2;
  const first = detail === undefined ? y : y - lineHeight / 2;
  return [
    `<rect x="${rounded(x - width / 2)}" y="${rounded(y - height / 2)}" width="${rounded(width)}" height="${rounded(height)}" rx="${rounded(radius)}" fill="${fill}" stroke="${stroke}" stroke-width="1.4"/>`,
    text(x, first, title, ' font-weight="bold" fill="#1b2030"'),
    ...(detail === undefined ? [] : [text(x, first + lineHeight, detail, ' fill="#4a5268"')]),
  ].join('');
}

/** Out of a box and back into it, on the right, where the layout leaves room for its label. */
function loop({ x, y, width }: Box): string {
  const right = x + width / 2;
  return `M${at({ x: right, y: y - 9 })}C${at({ x: right + 28, y: y - 20 })} ${at({ x: right + 28, y: y + 20 })} ${at({ x: right, y: y + 9 })}`;
}

/** A line through the points, rounded where it bends. */
function through(points: readonly Point[]): string {
  const [start, ...rest] = points;
  const bends = rest.slice(0, -1).map((point, index) => {
    const next = rest[index + 1]!;
    const end = index === rest.length - 2 ? next : { x: (point.x + next.x) / 2, y: (point.y + next.y) / 2 };
    return `Q${at(point)} ${at(end)}`;
  });
  return `M${at(start!)}${bends.length === 0 ? `L${at(rest.at(-1) ?? start!)}` : bends.join('')}`;
}

function edgeLine({ kind }: DiagramEdge, path: string): string {
  const dash = kind === 'success' ? '' : ' stroke-dasharray="5 4"';
  return `<path d="${path}" fill="none" stroke="${colours[kind]}" stroke-width="1.4"${dash} marker-end="url(#${kind})"/>`;
}

function edgeLabel({ label, kind }: DiagramEdge, { x, y }: Partial<Point>): string[] {
  const lines = broken(label);
  if (lines.length === 0 || x === undefined || y === undefined) return [];
  const width = Math.max(...lines.map((line) => line.length)) * letter + 8;
  const height = lines.length * lineHeight;
  return [
    `<rect x="${rounded(x - width / 2)}" y="${rounded(y - height / 2)}" width="${rounded(width)}" height="${rounded(height)}" fill="#ffffff" fill-opacity="0.9"/>`,
    ...lines.map((line, index) =>
      text(x, y + (index - (lines.length - 1) / 2) * lineHeight, line, ` fill="${colours[kind]}"`),
    ),
  ];
}

function text(x: number, y: number, content: string, attributes: string): string {
  return `<text x="${rounded(x)}" y="${rounded(y)}" text-anchor="middle" dominant-baseline="central"${attributes}>${xmlText(content)}</text>`;
}

/** A label in lines: broken at spaces, and within words that are longer than a line. */
function broken(label: string): string[] {
  const lines: string[] = [];
  for (const word of label.split(' ').filter((each) => each !== '')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= labelWidth)
      lines[lines.length - 1] = `${last} ${word}`;
    else
      for (let from = 0; from < word.length; from += labelWidth)
        lines.push(word.slice(from, from + labelWidth));
  }
  return lines;
}

function at({ x, y }: Point): string {
  return `${rounded(x)} ${rounded(y)}`;
}

function rounded(value: number): number {
  return Math.round(value * 10) / 10;
}
