/** An OpenAPI description in YAML of at least so many lines. Every tenth operation refers to a schema that is missing. */
export function largeDescription(lines) {
  const paths = [];
  const schemas = [];
  const linesEach = thing(0).length + schema(0).length;
  for (let index = 0; index * linesEach < lines; index++) {
    paths.push(...thing(index));
    schemas.push(...schema(index));
  }
  return [
    'openapi: 3.0.3',
    'info:',
    '  title: Many things',
    "  version: '1'",
    'servers:',
    '  - url: https://things.example',
    'paths:',
    ...paths,
    'components:',
    '  schemas:',
    ...schemas,
    '',
  ].join('\n');
}

function thing(index) {
  const answer = index % 10 === 3 ? `Lost${index}` : `Thing${index}`;
  return `  /v1/things${index}:
    post:
      operationId: createThing${index}
      summary: Creates thing ${index}.
      description: >-
        Creates a thing of kind ${index}. It can be read afterwards, and is
        kept until it is removed.
      tags:
        - things
      parameters:
        - name: expand
          in: query
          required: false
          schema:
            type: array
            items:
              type: string
      requestBody:
        required: true
        content:
          application/json:
            schema:
              $ref: '#/components/schemas/Thing${index}'
      responses:
        '200':
          description: The thing.
          content:
            application/json:
              schema:
                $ref: '#/components/schemas/${answer}'
        default:
          description: What went wrong.`.split('\n');
}

function schema(index) {
  return `    Thing${index}:
      type: object
      description: A thing of kind ${index}.
      required:
        - name
      properties:
        id:
          type: string
          maxLength: 255
        name:
          type: string
          description: What people call it.
        size:
          type: integer
          minimum: 0
        kind:
          type: string
          enum: [small, large]
        parent:
          $ref: '#/components/schemas/Thing${index}'`.split('\n');
}
