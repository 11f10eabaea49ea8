import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { folder } from './heddle.ts';

/** A folder with a document that orders from a shop, and the description of the shop. */
export function shop(limit = 'minimum: 1'): string {
  const cwd = folder();
  writeFileSync(
    join(cwd, 'shop.openapi.yaml'),
    `openapi: 3.1.0
info: { title: Shop, version: '1' }
servers: [{ url: 'https://shop.example/{stage}', variables: { stage: { default: api } } }]
security: [{ key: [] }]
paths:
  /orders/{id}:
    get:
      operationId: getOrder
      parameters: [{ name: id, in: path, required: true, schema: { type: integer, ${limit} } }]
      responses:
        '200':
          description: It.
          content:
            application/json:
              schema: { type: object, properties: { total: { type: number }, state: { type: string } } }
        '404': { description: None such. }
components:
  securitySchemes: { key: { type: apiKey, in: header, name: X-Key } }
`,
  );
  writeFileSync(
    join(cwd, 'shop.yaml'),
    `arazzo: 1.0.1
info: { title: Orders, version: '1' }
sourceDescriptions: [{ name: shop, url: shop.openapi.yaml, type: openapi }]
workflows:
  - workflowId: buy
    inputs: { type: object, required: [id], properties: { id: { type: integer } } }
    steps:
      - stepId: order
        operationId: getOrder
        parameters:
          - { name: id, in: path, value: $inputs.id }
          - { name: colour, in: query, value: red }
        successCriteria:
          - condition: $statusCode < 300 && $response.body#/total == 12
        outputs: { total: $response.body#/total }
    outputs: { total: $steps.order.outputs.total }
`,
  );
  return cwd;
}
