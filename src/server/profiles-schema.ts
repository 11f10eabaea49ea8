import { fields, record, text } from './schema-parts.ts';

const statuses = (description: string) => ({
  type: 'array',
  items: {
    type: ['integer', 'string'],
    minimum: 100,
    maximum: 599,
    pattern: '^[1-5]XX$',
    description: 'a status such as 409, or all of a hundred such as 5XX',
  },
  description,
});

/** Those of OpenAPI: no other can be the method of an operation that a profile names. */
const httpMethods = ['GET', 'PUT', 'POST', 'DELETE', 'OPTIONS', 'HEAD', 'PATCH', 'TRACE', 'QUERY'];

const amount = (description: string) => ({ type: 'number', exclusiveMinimum: 0, description });

const lookUp = fields(
  {
    read: text(
      'what to read: a URI reference from the URL of the call, with expressions of its request in braces',
    ),
    items: { type: 'string', description: 'a JSON Pointer to the list in what is read' },
    match: {
      type: 'object',
      minProperties: 1,
      description: 'by JSON Pointer within an item, what stands there when it is of the call',
    },
    created: { type: 'string', description: 'a JSON Pointer to the time when an item was made' },
    claim: { type: 'string', description: 'a JSON Pointer to the id of an item' },
    next: { type: 'string', description: 'a JSON Pointer to the URI reference of the next page' },
    settleSeconds: {
      type: 'number',
      minimum: 0,
      description: 'from how many seconds after the call on what is read can be trusted',
    },
    isComplete: {
      type: 'boolean',
      description: 'true when what is not found by then was not carried out, and is sent again',
    },
    statusCode: {
      type: 'integer',
      minimum: 200,
      maximum: 599,
      description: 'the status that a call which is found was answered with',
    },
  },
  'how to find out what came of a call',
  ['read', 'match'],
);

/** The shape of `profiles` in the configuration: by name, what is known of a provider. */
export const profilesSchema = record(
  fields(
    {
      origins: {
        type: 'array',
        minItems: 1,
        items: text('an origin such as https://api.shop.example'),
        description: 'a list of the origins of its API',
      },
      headers: record({ type: 'string' }, 'header fields that are sent with every call'),
      idempotency: fields(
        {
          header: {
            type: 'string',
            pattern: "^[!#$%&'*+.^_`|~0-9A-Za-z-]+$",
            description: 'the name of a header field such as Idempotency-Key',
          },
          methods: {
            type: 'array',
            minItems: 1,
            items: { enum: httpMethods, description: `a method: ${httpMethods.join(', ')}` },
            description: 'a list of the methods that honour it',
          },
          hours: amount('for how many hours a key is remembered at least'),
        },
        'the header that makes a repeated call safe',
        ['header', 'methods', 'hours'],
      ),
      undecided: statuses('a list of statuses after which a repeat carries the same key'),
      doubtful: statuses('a list of statuses after which an unprotected call may have been carried out'),
      pace: fields(
        {
          perSecond: amount('how many calls may follow each other in a second'),
          burst: { type: 'integer', minimum: 1, description: 'how many of them may be made at once' },
        },
        'how fast calls may follow each other',
        ['perSecond', 'burst'],
      ),
      lookUps: {
        type: 'object',
        propertyNames: { pattern: `^(?:${httpMethods.join('|')}) /` },
        additionalProperties: lookUp,
        description: 'an object with a look-up for a method and a path template such as "POST /orders"',
      },
    },
    'what is known of a provider',
    ['origins'],
  ),
  'an object with a profile for each provider',
);
