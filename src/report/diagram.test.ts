import * as fc from 'fast-check';
import { parseXmlDocument } from 'slimdom';
import { describe, expect, test } from 'vitest';
import type { Workflow } from '../arazzo/document.ts';
import { check } from '../check.ts';
import { type Diagram, diagramOf } from './diagram.ts';
import { mermaid } from './mermaid.ts';
import { svg } from './svg.ts';

async function flagship(): Promise<Diagram> {
  const file = 'workflows/failed-payment-dunning/failed-payment-dunning.arazzo.yaml';
  const { description, draft } = await check(file, { env: {} });
  return diagramOf(description!.workflows[0]!, draft!.workflows[0]);
}

describe('the diagram of a workflow', () => {
  test('has every step, every way between them, and where it ends', async () => {
    const { nodes, edges } = await flagship();
    expect(nodes.map(({ title }) => title)).toEqual([
      'failed-payment-dunning',
      'create-payment',
      'attempt-payment',
      'read-payment',
      'dunning-sms',
      'completed',
      'failed',
    ]);
    const ways = edges.map(({ from, to, kind, label }) =>
      `${from} ${kind} ${to} ${label.split(':')[0]!}`.trim(),
    );
    expect(ways.filter((way) => way.startsWith('s3'))).toEqual([
      's3 success s4 customer-must-act',
      's3 success completed paid-or-pending',
      's3 success completed not-a-decline',
      's3 retry s3 read-again (5 times, after 2 s)',
      's3 failure failed otherwise',
    ]);
  });

  test('of a document whose operations are unknown has the steps in their order', () => {
    const workflow: Workflow = {
      workflowId: 'w',
      steps: [
        { stepId: 'a', operationId: 'lost' },
        { stepId: 'b', workflowId: 'x' },
      ],
    };
    const { nodes, edges } = diagramOf(workflow, undefined);
    expect(nodes.map(({ title, detail }) => [title, detail])).toEqual([
      ['w', undefined],
      ['a', 'lost'],
      ['b', 'x'],
      ['completed', undefined],
      ['failed', undefined],
    ]);
    expect(edges.map(({ from, to }) => `${from} ${to}`)).toEqual([
      'start s1',
      's1 s2',
      's1 failed',
      's2 completed',
      's2 failed',
    ]);
  });
});

const anyText = fc.string({ unit: 'binary', maxLength: 60 });
const anyDiagram = fc
  .tuple(anyText, anyText, anyText, anyText)
  .map(([workflowId, title, detail, label]): Diagram => ({
    workflowId,
    nodes: [
      { id: 'start', kind: 'start', title: workflowId },
      { id: 's1', kind: 'step', title, detail },
      { id: 'failed', kind: 'failed', title: 'failed' },
    ],
    edges: [
      { from: 'start', to: 's1', kind: 'success', label },
      { from: 's1', to: 's1', kind: 'retry', label },
      { from: 's1', to: 'failed', kind: 'failure', label },
    ],
  }));

describe('whatever the texts of a document are', () => {
  test('the image is well-formed XML of nothing but shapes and text', () => {
    fc.assert(
      fc.property(anyDiagram, (diagram) => {
        const document = parseXmlDocument(svg(diagram));
        const names = new Set(document.getElementsByTagName('*').map(({ localName }) => localName));
        expect([...names].toSorted()).toEqual(['defs', 'marker', 'path', 'rect', 'svg', 'text', 'title']);
      }),
    );
  });

  test('the flowchart has one line for each place and way', () => {
    fc.assert(
      fc.property(anyDiagram, (diagram) => {
        const lines = mermaid(diagram).trimEnd().split('\n');
        expect(lines).toHaveLength(1 + diagram.nodes.length + diagram.edges.length);
        for (const line of lines.slice(1, 4))
          expect(line).toMatch(/^ {2}\w+[([]+"[^"\n`[\]{}<>]*(?:<br\/>)?[^"\n`[\]{}<>]*"[)\]]+$/);
        for (const line of lines.slice(4)) expect(line).toMatch(/^ {2}\w+ -\.?->(?:\|"[^"|\n`]*"\|)? \w+$/);
      }),
    );
  });
});
